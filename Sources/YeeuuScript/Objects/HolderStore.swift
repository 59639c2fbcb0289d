import ALMS
import Register

/// The holders that scripts hold, by handle: one person in one flat has one handle.
struct HolderStore {
    /// A person in a flat, whose doors share its code, the entrance among them.
    struct Key: Hashable {
        let buildingId: String
        let code: String
        let authoredMobile: String
    }

    private struct Flat: Hashable {
        let buildingId: String
        let code: String
    }

    /// What the register says of a holder.
    struct Seen {
        /// The flat's doors at which the person holds or held anything, entrances first.
        var doors: [DoorRow] = []
        /// All that the person holds or held at them.
        var grants: [GrantRow] = []

        /// What still opens.
        var active: [GrantRow] { grants.filter { $0.status == .active } }
        /// What to tell of the person: the active ones, if there are any.
        var telling: [GrantRow] { active.isEmpty ? grants : active }
    }

    private struct Entry {
        let key: Key
        var seen: Seen?
        var age: Int
    }

    private var entries: [Entry] = []
    private var handles: [Key: Int] = [:]
    private var age = 0
    /// When something was last wanted in a flat.
    private var touched: [Flat: Int] = [:]

    /// The handle of whoever holds a grant.
    mutating func handle(for row: GrantRow) -> Int {
        let key = Key(
            buildingId: row.door.buildingId,
            code: row.door.code,
            authoredMobile: row.authoredMobile
        )
        if let handle = handles[key] { return handle }
        handles[key] = entries.count
        entries.append(Entry(key: key, seen: nil, age: age))
        return entries.count - 1
    }

    /// The grants at `door` may have changed.
    mutating func touch(_ door: DoorKey) {
        guard !entries.isEmpty else { return }
        age += 1
        touched[Flat(buildingId: door.buildingId, code: door.code)] = age
    }

    /// The key; it never changes.
    func key(_ handle: Int) -> Key { entries[handle].key }

    /// What the register says now, read again if something was wanted there since.
    mutating func seen(_ handle: Int, _ view: RegisterView) throws -> Seen {
        let entry = entries[handle]
        let flat = Flat(buildingId: entry.key.buildingId, code: entry.key.code)
        if let seen = entry.seen, (touched[flat] ?? 0) <= entry.age { return seen }
        var seen = Seen()
        for door in try view.doors(buildingId: flat.buildingId, code: flat.code) {
            let grants = try view.grants(at: door.key, status: nil).filter {
                $0.authoredMobile == entry.key.authoredMobile
            }
            guard !grants.isEmpty else { continue }
            seen.doors.append(door)
            seen.grants += grants
        }
        entries[handle].seen = seen
        entries[handle].age = age
        return seen
    }
}

extension ScriptState {
    /// What the register says of a holder now.
    func holder(_ handle: Int) throws -> HolderStore.Seen { try holders.seen(handle, view) }

    /// Pushes the holders of `rows`, each once, in their order.
    func pushHolders(of rows: [GrantRow], _ push: (Int) -> Void) {
        var seen: Set<Int> = []
        for row in rows {
            let handle = holders.handle(for: row)
            if seen.insert(handle).inserted { push(handle) }
        }
    }
}
