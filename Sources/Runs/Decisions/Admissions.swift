import ALMS
import Register

/// Calls that were judged as a part of a whole and have not begun yet.
struct Admissions {
    private struct Key: Hashable {
        let operation: OperationName
        let grant: GrantID?
    }

    private var waiting: [Key: Int] = [:]

    mutating func add(_ call: Call) { waiting[Self.key(call), default: 0] += 1 }

    /// Whether `call` was admitted; each is taken once.
    mutating func take(_ call: Call) -> Bool {
        guard !waiting.isEmpty, let count = waiting[Self.key(call)] else { return false }
        waiting[Self.key(call)] = count > 1 ? count - 1 : nil
        return true
    }

    private static func key(_ call: Call) -> Key {
        Key(operation: call.request.operation, grant: call.request.grant)
    }
}

/// Which removals have to be ok before a person's access at a door counts as gone for good.
struct VacateBook {
    private struct Key: Hashable {
        let door: DoorKey
        let authoredMobile: String
    }

    private struct Entry {
        var expected: Set<OperationName> = []
        var done: Set<OperationName> = []
    }

    private var entries: [Key: Entry] = [:]

    /// A removal that says `vacate` will be sent.
    mutating func expect(_ call: Call) {
        guard call.scope.vacates, let key = Self.key(call) else { return }
        entries[key, default: Entry()].expected.insert(call.request.operation)
        entries[key]?.done.remove(call.request.operation)
    }

    /// A removal is ok: the door, when all that were expected of this person there are.
    mutating func finish(_ call: Call) -> DoorKey? {
        guard call.scope.vacates, let key = Self.key(call), entries[key] != nil else { return nil }
        entries[key]?.done.insert(call.request.operation)
        guard let entry = entries[key], entry.expected.isSubset(of: entry.done) else { return nil }
        return key.door
    }

    private static func key(_ call: Call) -> Key? {
        call.request.grant.map { Key(door: $0.door, authoredMobile: $0.authoredMobile) }
    }
}
