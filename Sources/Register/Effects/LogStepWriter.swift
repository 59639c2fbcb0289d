import GRDB

/// Carries steps of the log out within one transaction, each that has a number once.
struct LogStepWriter {
    private let db: Database
    private let keys: Keyring
    private let applied: Int
    /// Entries before this one lie before the mark when the transaction ends.
    private let size: Int
    private let hasAhead: Bool
    private var effects: EffectWriter

    init(_ db: Database, keys: Keyring, upTo position: LogPosition?) throws {
        self.db = db
        self.keys = keys
        applied = try ProgressTable.appliedSeq(db)
        size = position?.size ?? 0
        hasAhead = try db.one("SELECT EXISTS (SELECT 1 FROM ahead)", []) { $0[0] } ?? false
        effects = EffectWriter(db, keys: keys)
    }

    mutating func take(_ step: LogStep) throws {
        if let seq = step.seq, try !isNew(seq) { return }
        switch step {
        case .effect(let effect): for part in effect.parts { try effects.take(part) }
        case .change(let change, _): try take(change)
        case .began(let run): try RunTable.begin(run, db)
        case .resumed(let run): try RunTable.resume(run, db)
        case .ended(let id, let state, let time, let counts):
            try RunTable.end(id, state, at: time, counts, db)
        case .finished(let run): try RunTable.update(run, db)
        }
    }

    mutating func flush() throws {
        try effects.flush()
        effects = EffectWriter(db, keys: keys)
    }

    private func isNew(_ seq: Int) throws -> Bool {
        if seq <= applied { return false }
        // What the mark passes now, and was not held before, needs no note.
        if seq < size, !hasAhead { return true }
        return try ProgressTable.hold(seq, db)
    }

    /// A change counts once in a door's version, however many rows of it concern the door.
    private mutating func take(_ change: RegisterChange) throws {
        try flush()
        var writer = ChangeWriter(change, db, keys: keys)
        for item in change.items { try writer.take(item) }
        try writer.finish()
    }
}
