/// What tells one lock from all others: (`buildingId`, `code`, `doorType`, `door`).
///
/// An apartment's inner doors share the entrance's `code`. The key is kept canonical: `door` is
/// empty for a main door, whatever a caller gave (`alms/API.md`, «door identity»).
public struct DoorKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The estate's code.
    public let buildingId: String
    /// The apartment's number.
    public let code: String
    /// Main or inner.
    public let doorType: DoorType
    /// Made once: every table of doors asks for it several times a request.
    private let hashed: UInt32
    /// The inner door's name; empty for a main door.
    public let door: String

    /// Makes the canonical key.
    public init(buildingId: String, code: String, doorType: DoorType, door: String) {
        self.buildingId = buildingId
        self.code = code
        self.doorType = doorType
        self.door = doorType == .main ? "" : door
        var hasher = Hasher()
        hasher.combine(buildingId)
        hasher.combine(code)
        hasher.combine(self.door)
        hashed = UInt32(truncatingIfNeeded: hasher.finalize())
    }

    /// Whether all four parts are the same.
    public static func == (one: DoorKey, other: DoorKey) -> Bool {
        one.hashed == other.hashed && one.doorType == other.doorType && one.code == other.code
            && one.door == other.door && one.buildingId == other.buildingId
    }

    /// Hashes all four parts.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(hashed)
        hasher.combine(doorType == .main)
    }

    /// The four parts in the order of the key, as they stand in the log.
    public var parts: [String] { [buildingId, code, doorType.wireText, door] }

    /// `B001/1001` for a main door, `B001/1001/甲` for an inner one; for people, not for parsing.
    public var description: String {
        doorType == .main ? "\(buildingId)/\(code)" : "\(buildingId)/\(code)/\(door)"
    }

    /// By building, code, type, door; texts by their bytes.
    public static func < (one: DoorKey, other: DoorKey) -> Bool {
        (one.buildingId, one.code, one.doorType, one.door)
            < (other.buildingId, other.code, other.doorType, other.door)
    }
}
