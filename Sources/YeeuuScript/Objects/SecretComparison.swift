import ALMS
import Register
import Runs
import Vault

/// What a script learns by comparing passwords that it cannot see, and how the log tells of it.
struct SecretComparison {
    /// How many different texts `secret:equals` takes in one run: enough for the common codes of an
    /// estate, far from the million there are.
    static let limit = 20

    private struct Pair: Hashable {
        let handle: Int
        let text: Secret
    }

    private var texts: Set<Secret> = []
    private var noted: Set<Pair> = []
    /// The one text of the script that was compared with what somebody holds, in this run.
    private var tried: [GrantID: Secret] = [:]

    /// Whether one more comparison with `text` is within the limit.
    mutating func admit(_ text: Secret) -> Bool {
        guard texts.count < Self.limit || texts.contains(text) else { return false }
        texts.insert(text)
        return true
    }

    /// Whether the log is still to be told.
    mutating func isNew(_ handle: Int, _ text: Secret) -> Bool {
        noted.insert(Pair(handle: handle, text: text)).inserted
    }

    /// Whether `text` may be held against what the register holds of `id`: the first one may.
    mutating func mayTry(_ text: Secret, for id: GrantID) -> (isAllowed: Bool, isFirst: Bool) {
        if let before = tried[id] { return (before == text, false) }
        tried[id] = text
        return (true, true)
    }
}

extension ScriptState {
    /// `secret:equals`: noted in the log wherever it tells the script something.
    func equals(_ handle: Int, _ other: Int?, text: Secret) throws(Complaints) -> Bool {
        let entry = secrets[handle]
        if let other {
            if let answer = secrets.areEqual(handle, other) { return answer }
        } else if entry.origin == .given {
            return entry.secret == text
        }
        guard comparisons.admit(text) else {
            throw Complaints(
                "",
                "\(SecretComparison.limit) different texts were compared in this run, no more are; "
                    + "secret:reveal() shows the password"
            )
        }
        if comparisons.isNew(handle, text) {
            let doors = entry.doors + (other.map { secrets[$0].doors } ?? [])
            for door in Set(doors.compactMap { $0 }).sorted() { run.compared(door: door) }
            if doors.allSatisfy({ $0 == nil }) { run.compared(door: nil) }
        }
        return entry.secret == text
    }

    /// Whether the register holds just this password for just this person, settled or not.
    ///
    /// A text of the script is compared once a person and door, and noted; another one after it is
    /// taken for different, so that no list of texts finds what somebody holds.
    func isHeld(_ secret: Secret, _ origin: SecretStore.Origin, of id: GrantID) -> Bool {
        if origin != .held {
            let trial = comparisons.mayTry(secret, for: id)
            guard trial.isAllowed else { return false }
            if trial.isFirst { run.compared(door: id.door) }
        }
        if (try? view.password(of: id)) == secret { return true }
        let pending = (try? view.pending(of: id)) ?? []
        return pending.contains { $0.password == secret }
    }
}
