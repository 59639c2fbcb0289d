public import ALMS

/// What importing a file of doors would do; nothing has been done yet.
public struct DoorsImport: Sendable {
    /// One door of the file.
    public struct Item: Sendable {
        /// The line in the file.
        public let line: Int
        /// The door.
        public let key: DoorKey
        /// What changes; empty for a new door.
        public let differences: [ImportDifference]
    }

    /// Doors that the register lacks.
    public var new: [Item] = []
    /// Doors that the file describes otherwise.
    public var changed: [Item] = []
    /// Doors that stand in the register as they do in the file.
    public var unchanged: [DoorKey] = []
    /// Doors of the file's estates that the file lacks; they stay.
    public var missing: [DoorRow] = []
    /// What is odd, but not wrong.
    public var warnings: [String] = []

    /// What is new and changed, in the order of the file.
    var lines: [DoorLine] = []
}

/// What one line of a file says of a door; nil where it says nothing.
struct DoorLine: Sendable {
    let line: Int
    let key: DoorKey
    let wireDoor: String
    let names: [ParameterName: String]
    let isProtected: Bool?
    let isOccupied: Bool?

    func applied(to before: DoorRecord?) -> DoorRecord {
        let apartment = Apartment(key: key, wireDoor: wireDoor)
        var record = before ?? DoorRecord(id: 0, apartment: apartment)
        record.apartment = record.apartment.with(names)
        record.isProtected = isProtected ?? record.isProtected
        record.isOccupied = isOccupied ?? record.isOccupied
        return record
    }
}
