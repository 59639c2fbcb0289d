import ALMS

/// What an overlay says of one door: a door may have thousands of holders, and every request asks for
/// one of them.
struct DoorParts: Sendable {
    private struct Item {
        let ticket: Int
        let part: Part
    }

    private struct Holder: Hashable {
        let kind: GrantKind
        let mobile: String
    }

    private var items: [Item] = []
    /// Where in ``items`` each holder's stand; only for a door of many.
    private var places: [Holder: [Int32]]?
    private var changes: Int32 = 0
    private var last = -1

    private static let many = 16

    var isEmpty: Bool { items.isEmpty }

    /// How many concern the door itself.
    var doorChanges: Int { Int(changes) }

    /// The ticket of the oldest one.
    var first: Int { items.first?.ticket ?? 0 }

    /// Who is concerned.
    var grants: Set<GrantID> { Set(items.lazy.compactMap(\.part.grant)) }

    mutating func add(_ part: Part, ticket: Int) {
        items.append(Item(ticket: ticket, part: part))
        last = max(last, part.intent)
        if part.concernsDoor { changes += 1 }
        if places != nil {
            note(items.count - 1)
        } else if items.count > Self.many {
            index()
        }
    }

    /// The same, and these parts after them, without a ticket.
    func adding(_ parts: [Part]) -> DoorParts {
        if parts.isEmpty { return self }
        var all = self
        for part in parts { all.add(part, ticket: .max) }
        return all
    }

    /// Drops what has a ticket up to this one.
    mutating func forget(through ticket: Int) {
        items.removeAll { $0.ticket <= ticket }
        changes = Int32(items.count { $0.part.concernsDoor })
        last = items.map(\.part.intent).max() ?? -1
        places = nil
        if items.count > Self.many { index() }
    }

    private mutating func index() {
        places = [:]
        for place in items.indices { note(place) }
    }

    private mutating func note(_ place: Int) {
        guard let id = items[place].part.grant else { return }
        let holder = Holder(kind: id.kind, mobile: id.authoredMobile)
        places?[holder, default: []].append(Int32(place))
    }

    /// Whether anything is about this grant.
    func concern(_ kind: GrantKind, _ mobile: String) -> Bool {
        if let places { return places[Holder(kind: kind, mobile: mobile)] != nil }
        return items.contains { $0.part.concerns(kind, mobile) }
    }

    /// What has to be folded over this grant, oldest first; what makes its door too, unless
    /// `doorExists`.
    func about(_ kind: GrantKind, _ mobile: String, doorExists: Bool) -> [Part] {
        guard doorExists, let places else { return items.map(\.part) }
        let own = places[Holder(kind: kind, mobile: mobile)] ?? []
        return own.map { items[Int($0)].part }
    }

    /// The door with all of it folded over it.
    func folded(over record: DoorRecord?) -> DoorRecord? {
        items.reduce(record) { DoorRecord.after($1.part, $0) }
    }

    /// The standing of a stored door whose own fields nothing here changes.
    func applied(to door: DoorStanding) -> DoorStanding {
        var door = door
        door.lastSeq = max(door.lastSeq, last)
        return door
    }
}
