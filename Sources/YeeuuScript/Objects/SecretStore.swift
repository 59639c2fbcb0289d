import ALMS
import Vault

/// The passwords that scripts hold, by handle.
struct SecretStore {
    struct Entry {
        let secret: Secret
        /// Made in this run: in a dry run nobody will ever have it.
        let isNew: Bool
        /// Whose door it opens, where that is known.
        let door: DoorKey?
    }

    private var entries: [Entry] = []

    subscript(handle: Int) -> Entry { entries[handle] }

    /// The handle of a password.
    mutating func add(_ secret: Secret, isNew: Bool, door: DoorKey?) -> Int {
        entries.append(Entry(secret: secret, isNew: isNew, door: door))
        return entries.count - 1
    }

    /// Whether two handles hold the same text.
    func areEqual(_ one: Int, _ other: Int) -> Bool {
        entries[one].secret == entries[other].secret
    }
}
