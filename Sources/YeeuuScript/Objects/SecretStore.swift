import ALMS
import Register
import Vault

/// The passwords that scripts hold, by handle.
///
/// A comparison tells nothing about a text that the register holds: whoever could compare it with
/// texts of their own would find it among a million. So each password knows where it comes from,
/// and only those that come from the same side are compared for nothing.
struct SecretStore {
    /// Where a password comes from.
    enum Origin: Sendable {
        /// The register holds it, and this run's script put no text of its own there.
        case held
        /// Made at random in this run.
        case made
        /// The script knows its text: a cell of a file, an argument.
        case given
        /// Of a grant for which the script gave a text in this run: the old one or that one.
        case undecided
    }

    struct Entry {
        let secret: Secret
        let origin: Origin
        /// The door that it opens, where that is known.
        let door: DoorKey?
        /// Other doors at which the register holds the same.
        var more: Set<DoorKey> = []

        var doors: [DoorKey?] { [door] + more.sorted() }

        /// Made in this run: in a dry run nobody will ever have it.
        var isNew: Bool { origin == .made }
    }

    private var entries: [Entry] = []
    /// Equal texts of one side are one handle, so that they are one key of a table.
    private var held: [Secret: Int32] = [:]
    private var given: [Secret: Int32] = [:]
    /// What was made for whom, under the hash of the grant's key: only compared with what is held.
    private var made: [Int: Int32] = [:]
    /// Whose passwords the script gave a text for.
    private var undecided: Set<GrantID> = []

    subscript(handle: Int) -> Entry { entries[handle] }

    // MARK: Handles

    /// The handle of a password that was made for `doors`, if that is known.
    mutating func make(_ secret: Secret, for doors: [DoorKey] = []) -> Int {
        let handle = append(secret, .made, doors.first)
        if doors.count > 1 { entries[handle].more = Set(doors.dropFirst()) }
        return handle
    }

    /// The handle of a text that the script knows.
    mutating func give(_ secret: Secret, for door: DoorKey? = nil) -> Int {
        Self.handle(secret, .given, door, &given, &entries)
    }

    /// The handle of what the register shows as somebody's password.
    mutating func show(_ secret: Secret, of id: GrantID) -> Int {
        if let handle = made[id.hashValue].map({ Int($0) }), entries[handle].secret == secret {
            return handle
        }
        if undecided.contains(id) { return append(secret, .undecided, id.door) }
        return Self.handle(secret, .held, id.door, &held, &entries)
    }

    /// A handle that no script sees.
    mutating func pass(_ secret: Secret, of id: GrantID) -> Int {
        append(secret, undecided.contains(id) ? .undecided : .held, id.door)
    }

    /// The script wants this to be somebody's password; nil: a text.
    mutating func wish(_ handle: Int?, for id: GrantID) {
        switch handle.map({ entries[$0].origin }) {
        case .held: return
        case .made: made[id.hashValue] = handle.map { Int32($0) }
        case .given, .undecided, nil: undecided.insert(id)
        }
    }

    private mutating func append(_ secret: Secret, _ origin: Origin, _ door: DoorKey?) -> Int {
        entries.append(Entry(secret: secret, origin: origin, door: door))
        return entries.count - 1
    }

    private static func handle(
        _ secret: Secret,
        _ origin: Origin,
        _ door: DoorKey?,
        _ known: inout [Secret: Int32],
        _ entries: inout [Entry]
    ) -> Int {
        guard let handle = known[secret].map({ Int($0) }) else {
            known[secret] = Int32(entries.count)
            entries.append(Entry(secret: secret, origin: origin, door: door))
            return entries.count - 1
        }
        if let door, door != entries[handle].door { entries[handle].more.insert(door) }
        return handle
    }

    // MARK: Comparing

    /// Whether two handles hold the same text; nil where that would tell a script about a text that
    /// it does not know.
    func areEqual(_ one: Int, _ other: Int) -> Bool? {
        if one == other { return true }
        let (left, right) = (entries[one], entries[other])
        guard left.origin == right.origin, left.origin != .undecided else { return nil }
        return left.secret == right.secret
    }
}
