public import ALMS

/// What a write has to know of its door: enough to decide about it, and quickly read.
public struct DoorStanding: Sendable, Hashable {
    /// The row's number; negative for a door that is only planned in this view.
    public let id: Int64
    /// The canonical key.
    public let key: DoorKey
    /// Whether nothing may change at this door.
    public let isProtected: Bool
    /// Whether somebody lives behind it.
    public let isOccupied: Bool
    /// As ``DoorRow/version``.
    public let version: Int64
    /// The door's last intent in the request log, −1 if there is none.
    public internal(set) var lastSeq: Int
}

extension DoorStanding {
    init(_ row: DoorRow) {
        self.init(
            id: row.id,
            key: row.key,
            isProtected: row.isProtected,
            isOccupied: row.isOccupied,
            version: row.version,
            lastSeq: row.lastSeq
        )
    }
}
