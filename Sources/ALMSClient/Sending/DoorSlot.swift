import ALMS

/// What requests of one door share, so that they never overlap.
///
/// Without the building: reads do not carry it, and must not overlap with the writes of their door.
struct DoorSlot: Hashable {
    private let code: String
    private let doorType: DoorType
    private let door: String

    /// The slot of `request`; nil for `synchronize_apartments`, which names no single door.
    init?(_ request: Request) {
        guard let key = request.door else { return nil }
        code = key.code
        doorType = key.doorType
        door = key.door
    }
}
