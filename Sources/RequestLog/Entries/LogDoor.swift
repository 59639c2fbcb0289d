/// One lock, by the four parts of its key.
public struct LogDoor: Sendable, Hashable {
    /// The estate's code.
    public let buildingID: String
    /// The apartment's code.
    public let code: String
    /// `1` a main door, `2` an inner one.
    public let doorType: String
    /// The inner door's name, empty for a main door.
    public let door: String

    /// Makes a key from its parts.
    public init(buildingID: String, code: String, doorType: String, door: String) {
        self.buildingID = buildingID
        self.code = code
        self.doorType = doorType
        self.door = door
    }

    /// Reads the list of four texts that an entry holds.
    public init?(_ value: LogValue) {
        guard let parts = value.list?.compactMap(\.text), parts.count == 4 else { return nil }
        self.init(buildingID: parts[0], code: parts[1], doorType: parts[2], door: parts[3])
    }

    /// The list of four texts.
    public var value: LogValue {
        .list([.text(buildingID), .text(code), .text(doorType), .text(door)])
    }
}
