import ALMS

/// Everything the register knows of one door.
struct DoorRecord: Sendable, Equatable {
    /// Whether a synchronization is under way.
    enum Asking: Int, Sendable {
        case none = 0
        case asked = 1
        case unknown = 2
    }

    var id: Int64
    var apartment: Apartment
    var isProtected = false
    var isOccupied = true
    var version: Int64 = 0
    var lastSeq = -1
    /// The apartment as the service last confirmed it, as one text; nil when it never did.
    var synchronized: String?
    var asking = Asking.none

    init(id: Int64, apartment: Apartment) {
        self.id = id
        self.apartment = apartment
    }

    /// How sure it is that the service knows the door as it stands here.
    var synchronization: Confidence {
        switch asking {
        case .unknown: .unknown
        case .asked: .asked
        case .none: synchronized == Self.text(of: apartment) ? .confirmed : .imported
        }
    }

    /// Whether `other` says the same of the door; the counters apart.
    func isSame(as other: DoorRecord?) -> Bool {
        guard var other else { return false }
        other.version = version
        other.lastSeq = lastSeq
        return self == other
    }

    /// The eleven fields as one text, to be compared alone.
    static func text(of apartment: Apartment) -> String {
        var text = ""
        for name in Catalogue.apartmentFields {
            text += apartment[name]
            text += "\u{1F}"
        }
        return text
    }

    /// The door as a view shows it.
    var row: DoorRow {
        DoorRow(
            id: id,
            apartment: apartment,
            isProtected: isProtected,
            isOccupied: isOccupied,
            version: version,
            lastSeq: lastSeq,
            synchronization: synchronization
        )
    }

    /// The door after `part`; nil when there is none before and none comes of it.
    static func after(_ part: Part, _ before: DoorRecord?) -> DoorRecord? {
        guard var record = before ?? made(by: part) else { return nil }
        record.lastSeq = max(record.lastSeq, part.intent)
        switch part.change {
        case .none, .set, .remove: break
        case .occupied(let flag): record.isOccupied = flag
        case .apartment(let apartment): record.take(apartment, part.stage)
        }
        return record
    }

    private static func made(by part: Part) -> DoorRecord? {
        guard part.stage == .ok || part.stage == .unknown else { return nil }
        switch part.change {
        case .apartment(let apartment): return DoorRecord(id: 0, apartment: apartment)
        case .set:
            var bare = DoorRecord(id: 0, apartment: Apartment(key: part.door))
            bare.asking = .unknown
            return bare
        case .none, .remove, .occupied: return nil
        }
    }

    private mutating func take(_ apartment: Apartment, _ stage: Effect.Stage) {
        switch stage {
        case .asked: if asking == .none { asking = .asked }
        case .refused, .failed: if asking == .asked { asking = .none }
        case .unknown: asking = .unknown
        case .ok:
            self.apartment = apartment
            synchronized = Self.text(of: apartment)
            asking = .none
        }
    }
}
