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

    mutating func forget(through ticket: Int) {
        var kept: [DoorKey: [Item]] = [:]
        doorChanges = 0
        for (key, list) in items {
            let rest = list.filter { $0.ticket > ticket }
            if rest.isEmpty { continue }
            kept[key] = rest
            doorChanges += rest.count { $0.part.concernsDoor }
        }
        items = kept
        strangers = []
        unresolved = kept.keys.sorted { (first(kept, $0), $0) < (first(kept, $1), $1) }
        doorsByMobile = nil
    }

    /// What happened to the door, oldest first.
    func parts(of key: DoorKey) -> [Part] { items[key]?.map(\.part) ?? [] }

    /// Tells which doors the database lacks; `exists` is asked once for every door.
    mutating func resolve(_ exists: (DoorKey) throws -> Bool) rethrows {
        guard !unresolved.isEmpty else { return }
        let asked = unresolved
        unresolved = []
        for key in asked where try !exists(key) { strangers.append(key) }
    }

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
        if items[key]?.append(item) == nil {
            items[key] = [item]
            unresolved.append(key)
        }
    }

    private func first(_ items: [DoorKey: [Item]], _ key: DoorKey) -> Int {
        items[key]?.first?.ticket ?? 0
    }

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
