public import ALMS
import GRDB

extension Register {
    /// Carries `effects` out in one transaction, in the order of the log.
    ///
    /// Those whose number the register has applied before are skipped, so that applying a log again
    /// changes nothing.
    ///
    /// - Parameters:
    ///   - effects: made of log entries, oldest first; those without a number are always applied.
    ///   - seq: the last entry that needs nothing more, if later than the effects' own.
    /// - Throws: when the database cannot be written; then nothing has changed.
    public func apply(_ effects: [Effect], upTo seq: Int? = nil) throws(RegisterError) {
        try using {
            try store.write { db in
                let applied = try Self.appliedSeq(db)
                var writer = EffectWriter(db, keys: keys)
                for effect in effects where effect.seq < 0 || effect.seq > applied {
                    for part in effect.parts { try writer.take(part) }
                }
                try writer.flush()
                let last = max(applied, effects.map(\.seq).max() ?? -1, seq ?? -1)
                if last > applied { try Self.advance(to: last, db) }
            }
        }
    }

    /// The number of the last log entry whose effect stands in the register; −1 at first.
    public func appliedSeq() throws(RegisterError) -> Int {
        try using { try store.read(Self.appliedSeq) }
    }

    /// The door's last intent in the log, −1 if none; also for doors that the register lacks.
    public func lastSeq(of door: DoorKey) throws(RegisterError) -> Int {
        try using {
            try store.read { db in
                try DoorTable.record(door, db)?.lastSeq ?? Strangers.lastSeq(of: door, db)
            }
        }
    }

    private static func appliedSeq(_ db: Database) throws -> Int {
        try db.one("SELECT appliedSeq FROM progress", []) { $0[0] } ?? -1
    }

    /// Says that the register has everything up to `seq`, which never goes back.
    static func advance(to seq: Int, _ db: Database) throws {
        try db.run("UPDATE progress SET appliedSeq = max(appliedSeq, ?)", [.init(seq)])
    }
}
