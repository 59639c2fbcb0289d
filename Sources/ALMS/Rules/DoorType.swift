/// Which kind of door: `1` a main door (大门), `2` an inner door (内房门).
public enum DoorType: Int, Sendable, Hashable, CaseIterable, Comparable {
    case main = 1
    case inner = 2

    /// The type as it travels.
    public var wireText: String { self == .main ? "1" : "2" }

    /// Reads `1`, `2` as they stand on the wire.
    public init?(wireText: String) {
        switch wireText {
        case "1": self = .main
        case "2": self = .inner
        default: return nil
        }
    }

    /// Main doors come first.
    public static func < (one: DoorType, other: DoorType) -> Bool { one.rawValue < other.rawValue }
}
