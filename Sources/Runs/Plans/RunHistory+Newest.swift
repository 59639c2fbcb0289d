import ALMS
import Register

extension RunHistory {
    /// The last that was done about each grant, by the places of the intents in the log.
    struct Newest {
        /// The last call that the service did.
        private var done: [GrantID: Int] = [:]
        /// The last password that was set, or may have been.
        private var set: [GrantID: Int] = [:]
        /// The last old password that was put back, or may have been: what no item asked for.
        private var back: [GrantID: Int] = [:]

        init(_ records: [Record]) {
            for record in records where record.mayBeDone {
                guard let id = record.request?.grant else { continue }
                if record.outcome == .ok { Self.raise(&done[id], record.last) }
                guard record.operation == .generatePassword else { continue }
                Self.raise(&set[id], record.last)
                if record.item == nil { Self.raise(&back[id], record.last) }
            }
        }

        /// Whether a later call settles what became of `record`, which is unknown.
        ///
        /// For a removal that makes room for a password, that password is enough, known or not:
        /// it is never sent again without removing first.
        func overtakes(_ record: Record) -> Bool {
            guard let id = record.request?.grant else { return false }
            if let done = done[id], done > record.last { return true }
            guard record.isExchange, let set = set[id] else { return false }
            return set > record.last
        }

        /// Whether the old password came back, or may have, after its removal.
        func putBack(after removal: Record) -> Bool {
            guard let id = removal.request?.grant, let back = back[id] else { return false }
            return back > removal.last
        }

        private static func raise(_ place: inout Int?, _ last: Int) {
            place = max(place ?? last, last)
        }
    }
}
