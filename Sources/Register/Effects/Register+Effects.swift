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
                guard last > applied else { return }
                try db.cachedStatement(sql: "UPDATE progress SET appliedSeq = ?")
                    .execute(arguments: [last])
            }
        }
    }

    /// The number of the last log entry whose effect stands in the register; −1 at first.
    public func appliedSeq() throws(RegisterError) -> Int {
        try using { try store.read(Self.appliedSeq) }
    }

    /// Makes unknown what is still asked: an intent without an outcome may have been sent.
    ///
    /// To be called while no run is live, after the log has been applied to its end.
    ///
    /// - Returns: how many doors and grants it concerned.
    public func settleAbandoned() throws(RegisterError) -> Int {
        try using {
            try store.write { db in
                var writer = EffectWriter(db, keys: keys)
                let count = try abandonedGrants(db, &writer) + abandonedDoors(db, &writer)
                try writer.flush()
                return count
            }
        }
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
        try Int.fetchOne(db.cachedStatement(sql: "SELECT appliedSeq FROM progress")) ?? -1
    }

    private func abandonedGrants(_ db: Database, _ writer: inout EffectWriter) throws -> Int {
        var count = 0
        let sql = "SELECT doorId, kind, authoredMobile FROM grants WHERE open IS NOT NULL"
        for row in try Row.fetchAll(db, sql: sql) {
            guard let door = try DoorTable.key(id: row[0], db) else { continue }
            let id = GrantID(door: door, kind: GrantKind(code: row[1]), authoredMobile: row[2])
            guard var holding = try writer.holding(id),
                holding.open.contains(where: { !$0.isUnknown && !$0.isDeclined })
            else { continue }
            for index in holding.open.indices where !holding.open[index].isDeclined {
                holding.open[index].isUnknown = true
            }
            try writer.put(holding, id)
            count += 1
        }
        return count
    }

    private func abandonedDoors(_ db: Database, _ writer: inout EffectWriter) throws -> Int {
        let ids = try Int64.fetchAll(db, sql: "SELECT id FROM doors WHERE asking = 1")
        for id in ids {
            guard let key = try DoorTable.key(id: id, db), var record = try writer.door(key) else {
                continue
            }
            record.asking = .unknown
            try writer.put(record)
        }
        return ids.count
    }
}
