import ALMS
import Register

/// The grants that scripts hold, by handle; a grant has one handle however often it is found.
struct GrantStore {
    private struct Key: Hashable {
        let door: Int64
        let kind: GrantKind
        let mobile: String
    }

    private struct Entry {
        var row: GrantRow
        var age: Int
    }

    private var entries: [Entry] = []
    private var handles: [Key: Int32] = [:]
    private var age = 0
    /// When something was last wanted of a door.
    private var touched: [DoorKey: Int] = [:]

    /// Makes room for `count` more grants.
    mutating func reserve(_ count: Int) {
        guard count > 1000 else { return }
        entries.reserveCapacity(entries.count + count)
        handles.reserveCapacity(entries.count + count)
    }

    /// The handle of a grant that was just read.
    mutating func handle(for row: GrantRow) -> Int {
        let key = Key(door: row.doorID, kind: row.kind, mobile: row.authoredMobile)
        if let handle = handles[key] {
            entries[Int(handle)] = Entry(row: row, age: age)
            return Int(handle)
        }
        handles[key] = Int32(entries.count)
        entries.append(Entry(row: row, age: age))
        return entries.count - 1
    }

    /// The grants of `door` may have changed.
    mutating func touch(_ door: DoorKey) {
        guard !entries.isEmpty else { return }
        age += 1
        touched[door] = age
    }

    /// The row, read again if something was wanted of its door since.
    mutating func row(_ handle: Int, _ view: RegisterView) -> GrantRow {
        let entry = entries[handle]
        guard !touched.isEmpty, let change = touched[entry.row.door], change > entry.age else {
            return entry.row
        }
        let row = (try? view.grant(entry.row.id)) ?? entry.row
        entries[handle] = Entry(row: row, age: age)
        return row
    }

    /// The key; it never changes.
    func id(_ handle: Int) -> GrantID { entries[handle].row.id }
}
