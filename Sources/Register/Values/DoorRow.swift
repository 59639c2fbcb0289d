public import ALMS

/// One door as a view shows it: a value of some 220 bytes, made to be held by the hundred thousand.
public struct DoorRow: Sendable, Hashable, Identifiable {
    /// The row's number; negative for a door that is only planned in this view.
    public let id: Int64
    /// The eleven fields of `synchronize_apartments`; `apartment[.unit]` gives one by its name.
    public let apartment: Apartment
    /// Whether nothing may change at this door.
    public let isProtected: Bool
    /// Whether somebody lives behind it; true unless the register was told otherwise.
    public let isOccupied: Bool
    /// Grows with every change of the door or of one of its grants; 0 for a planned door.
    ///
    /// Planned changes leave it at the committed number, so that a plan names what it was made of.
    public let version: Int64
    /// The door's last intent in the request log, −1 if there is none.
    public internal(set) var lastSeq: Int
    /// How sure it is that the service knows the door as it stands here; `imported` when it was
    /// never told, or when the door changed since.
    public let synchronization: Confidence

    /// The canonical key.
    public var key: DoorKey { apartment.key }
}

extension DoorRow {
    /// A door of which nothing but its key can be read.
    public init(id: Int64, key: DoorKey) {
        self.init(
            id: id,
            apartment: Apartment(key: key),
            isProtected: false,
            isOccupied: true,
            version: 0,
            lastSeq: -1,
            synchronization: .unknown
        )
    }
}
