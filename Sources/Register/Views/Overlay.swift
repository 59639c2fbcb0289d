import ALMS

/// Changes that are not in the database: planned by a dry run, or not yet committed in a live one.
///
/// It keeps effects, not rows: they are folded over the database's rows whenever those are read, so
/// that holding one costs an entry in a table and no query.
struct Overlay {
    private var items: [DoorKey: DoorParts] = [:]
    private var ticket = 0
    private var doorChanges = 0
    /// Doors of which nobody has looked yet whether the database has them, oldest first.
    private var unresolved: [DoorKey] = []
    /// Doors that the database lacks, in the order in which they were named.
    private(set) var strangers: [DoorKey] = []
    private var places: [DoorKey: Int] = [:]
    /// Who is concerned where; made when first asked for.
    private var doorsByMobile: [String: [DoorKey]]?

    var isEmpty: Bool { items.isEmpty }

    /// Whether fields of doors may differ from the database's.
    var changesDoors: Bool { doorChanges > 0 }

    mutating func record(_ effects: [Effect]) -> Int {
        for effect in effects {
            ticket += 1
            for part in effect.parts { add(part) }
        }
        return ticket
    }

    /// Drops what was recorded up to `ticket` of the doors that `effects` are about.
    mutating func forget(_ effects: [Effect], through ticket: Int) {
        var hadStrangers = false
        for effect in effects {
            for part in effect.parts {
                forget(part.door, through: ticket)
                hadStrangers = hadStrangers || places[part.door] != nil
            }
        }
        doorsByMobile = nil
        if hadStrangers || unresolved.count > 2 * items.count + 64 { orderAnew() }
    }

    private mutating func forget(_ key: DoorKey, through ticket: Int) {
        guard let place = items.index(forKey: key) else { return }
        doorChanges -= items.values[place].doorChanges
        items.values[place].forget(through: ticket)
        doorChanges += items.values[place].doorChanges
        if items.values[place].isEmpty { items.remove(at: place) }
    }

    /// Forgets which doors the database lacks: it may have got one of them.
    private mutating func orderAnew() {
        strangers = []
        places = [:]
        unresolved = items.keys.sorted { (first($0), $0) < (first($1), $1) }
    }

    /// What happened to the door.
    func parts(of key: DoorKey) -> DoorParts { items[key] ?? DoorParts() }

    /// Whether anything happened to this grant.
    func changes(_ id: GrantID) -> Bool {
        items[id.door]?.concern(id.kind, id.authoredMobile) ?? false
    }

    /// Tells which doors the database lacks; `exists` is asked once for every door.
    mutating func resolve(_ exists: (DoorKey) throws -> Bool) rethrows {
        guard !unresolved.isEmpty else { return }
        let asked = unresolved
        unresolved = []
        for key in asked where try places[key] == nil && items[key] != nil && !exists(key) {
            places[key] = strangers.count
            strangers.append(key)
        }
    }

    /// The number, below zero, of a door that the database lacks, once ``resolve(_:)`` found it so.
    func number(ofStranger key: DoorKey) -> Int64? { places[key].map { -1 - Int64($0) } }

    /// The doors at which something was done about `mobile`.
    mutating func doors(of mobile: String) -> [DoorKey] {
        if doorsByMobile == nil { doorsByMobile = index() }
        return doorsByMobile?[mobile] ?? []
    }

    /// All doors at which something was done.
    var doors: some Collection<DoorKey> { items.keys }

    private mutating func add(_ part: Part) {
        let key = part.door
        if part.concernsDoor { doorChanges += 1 }
        if let mobile = part.grant?.authoredMobile {
            doorsByMobile?[mobile, default: []].append(key)
        }
        let isNew = Self.add(part, ticket, to: &items[key, default: DoorParts()])
        if isNew { unresolved.append(key) }
    }

    private static func add(_ part: Part, _ ticket: Int, to parts: inout DoorParts) -> Bool {
        let isNew = parts.isEmpty
        parts.add(part, ticket: ticket)
        return isNew
    }

    private func first(_ key: DoorKey) -> Int { items[key]?.first ?? 0 }

    private func index() -> [String: [DoorKey]] {
        var index: [String: [DoorKey]] = [:]
        for (key, parts) in items {
            for grant in parts.grants { index[grant.authoredMobile, default: []].append(key) }
        }
        return index
    }
}
