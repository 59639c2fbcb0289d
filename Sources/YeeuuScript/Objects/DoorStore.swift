import ALMS
import Register

/// The doors that scripts hold, by handle; a door has one handle however often it is found.
struct DoorStore {
    private struct Entry {
        var row: DoorRow
        var age: Int32
    }

    private var entries: [Entry] = []
    private var handles: [Int64: Int32] = [:]
    private var age: Int32 = 0

    /// Makes room for `count` more doors.
    mutating func reserve(_ count: Int) {
        guard count > 1000 else { return }
        entries.reserveCapacity(entries.count + count)
        handles.reserveCapacity(entries.count + count)
    }

    /// The handle of a door that was just read.
    mutating func handle(for row: DoorRow) -> Int {
        if let handle = handles[row.id] {
            entries[Int(handle)] = Entry(row: row, age: age)
            return Int(handle)
        }
        handles[row.id] = Int32(entries.count)
        entries.append(Entry(row: row, age: age))
        return entries.count - 1
    }

    /// Every row may have changed.
    mutating func touch() { age += 1 }

    /// The row, read again if it may have changed.
    mutating func row(_ handle: Int, _ view: RegisterView) -> DoorRow {
        let entry = entries[handle]
        guard entry.age != age else { return entry.row }
        let row = (try? view.door(entry.row.key)) ?? entry.row
        entries[handle] = Entry(row: row, age: age)
        return row
    }

    /// The key; it never changes.
    func key(_ handle: Int) -> DoorKey { entries[handle].row.key }
}
