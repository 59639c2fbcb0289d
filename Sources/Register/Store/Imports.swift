import ALMS
import GRDB

/// Reads and writes the rows of `imports` and `importedDoors`.
enum Imports {
    static func add(_ id: String, _ change: RegisterChange, _ db: Database) throws {
        try db.run(
            "INSERT INTO imports (id, what, at, count) VALUES (?, ?, ?, ?)",
            [.text(id), .text(change.what), .integer(change.time), .init(change.count)]
        )
    }

    static func markUndone(_ id: String, at time: Int64, _ db: Database) throws {
        try db.run("UPDATE imports SET undone = ? WHERE id = ?", [.integer(time), .text(id)])
    }

    /// The door as it was before an import, as long as nothing else happened to it since.
    static func undoing(
        _ importID: String,
        _ record: DoorRecord,
        _ db: Database
    ) throws -> Undoing<DoorRecord> {
        let sql = "SELECT before, after FROM importedDoors WHERE import = ? AND doorId = ?"
        let texts = try db.one(sql, [.text(importID), .integer(record.id)]) { row in
            (before: row[0] as String?, after: row[1] as String)
        }
        guard let texts, texts.after == DoorLine(record).text else { return .changed }
        if let before = texts.before {
            guard let line = DoorLine(text: before) else { return .changed }
            return .restored(line.applied(to: record))
        }
        if record.synchronized != nil || record.asking != .none || record.lastSeq >= 0 {
            return .sent
        }
        let held = "SELECT count(*) FROM grants WHERE doorId = ?"
        let count: Int64? = try db.one(held, [.integer(record.id)]) { $0[0] }
        return count == 0 ? .restored(nil) : .changed
    }

    static func doors(of importID: String, _ db: Database) throws -> [DoorKey] {
        let sql = "SELECT doorId FROM importedDoors WHERE import = ? ORDER BY doorId"
        var ids: [Int64] = []
        try db.each(sql, [.text(importID)]) { ids.append($0[0]) }
        return try ids.compactMap { try DoorTable.key(id: $0, db) }
    }
}
