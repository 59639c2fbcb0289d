import ALMS

/// Changes that are not in the database: planned by a dry run, or not yet committed in a live one.
///
/// It keeps effects, not rows: they are folded over the database's rows whenever those are read, so
/// that holding one costs an entry in a table and no query.
struct Overlay {
    private struct Item {
        let ticket: Int
        let part: Part
    }

    private var items: [DoorKey: [Item]] = [:]
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
            for part in effect.parts { add(Item(ticket: ticket, part: part)) }
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
        let list = items.values[place]
        let rest = list.filter { $0.ticket > ticket }
        doorChanges -= list.count { $0.part.concernsDoor } - rest.count { $0.part.concernsDoor }
        if rest.isEmpty { items.remove(at: place) } else { items.values[place] = rest }
    }

    /// Forgets which doors the database lacks: it may have got one of them.
    private mutating func orderAnew() {
        strangers = []
        places = [:]
        unresolved = items.keys.sorted { (first($0), $0) < (first($1), $1) }
    }

    /// What happened to the door, oldest first.
    func parts(of key: DoorKey) -> [Part] { items[key]?.map(\.part) ?? [] }

    /// Whether anything happened to this grant.
    func changes(_ id: GrantID) -> Bool {
        items[id.door]?.contains { $0.part.concerns(id.kind, id.authoredMobile) } ?? false
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

    private mutating func add(_ item: Item) {
        let key = item.part.door
        if item.part.concernsDoor { doorChanges += 1 }
        if let mobile = item.part.grant?.authoredMobile {
            doorsByMobile?[mobile, default: []].append(key)
        }
        let isNew = Self.append(item, to: &items[key, default: []])
        if isNew { unresolved.append(key) }
    }

    private static func append(_ item: Item, to list: inout [Item]) -> Bool {
        list.append(item)
        return list.count == 1
    }

    private func first(_ key: DoorKey) -> Int { items[key]?.first?.ticket ?? 0 }

    private func index() -> [String: [DoorKey]] {
        var index: [String: [DoorKey]] = [:]
        for (key, list) in items {
            for item in list {
                if let mobile = item.part.grant?.authoredMobile {
                    index[mobile, default: []].append(key)
                }
            }
        }
        return index
    }
}
