import ALMS
import Register

/// The doors that scripts hold, by handle; a door has one handle however often it is found.
struct DoorStore {
    /// What is known of a door: scripts that only pass a door on never need its row.
    private enum Known {
        case key(DoorKey)
        case row(DoorRow)
    }

    private struct Entry {
        var known: Known
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
            entries[Int(handle)] = Entry(known: .row(row), age: age)
            return Int(handle)
        }
        return add(.row(row), row.id)
    }

    /// The handle of a door that is there.
    mutating func handle(for door: DoorStanding) -> Int {
        handles[door.id].map { Int($0) } ?? add(.key(door.key), door.id)
    }

    private mutating func add(_ known: Known, _ id: Int64) -> Int {
        handles[id] = Int32(entries.count)
        entries.append(Entry(known: known, age: age))
        return entries.count - 1
    }

    /// Every row may have changed.
    mutating func touch() { age += 1 }

    /// The row, read again if it may have changed.
    mutating func row(_ handle: Int, _ view: RegisterView) -> DoorRow {
        let entry = entries[handle]
        var row: DoorRow?
        if case .row(let known) = entry.known { row = known }
        if let row, entry.age == age { return row }
        let key = key(handle)
        let read = (try? view.door(key)) ?? row ?? DoorRow(id: 0, key: key)
        entries[handle] = Entry(known: .row(read), age: age)
        return read
    }

    /// The key; it never changes.
    func key(_ handle: Int) -> DoorKey {
        switch entries[handle].known {
        case .key(let key): key
        case .row(let row): row.key
        }
    }
}
