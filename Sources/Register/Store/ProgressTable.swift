import GRDB

/// Reads and writes what the register holds of the log: everything up to its mark in `progress`, and in
/// `ahead` the entries beyond the mark whose effects stand in it already.
enum ProgressTable {
    static func appliedSeq(_ db: Database) throws -> Int {
        try db.one("SELECT appliedSeq FROM progress", []) { $0[0] } ?? -1
    }

    /// The mark; nil when nobody has noted yet of which log it is.
    static func position(_ db: Database) throws -> LogPosition? {
        let sql = "SELECT appliedSeq, origin, edge FROM progress"
        return try db.one(sql, []) { row in
            guard let origin: String = row[1], let edge: String = row[2] else { return nil }
            let hashes = edge.split(separator: " ").map { String($0) }
            return LogPosition(origin: origin, size: row[0] + 1, edge: hashes)
        } ?? nil
    }

    /// Moves the mark on, never back; notes of which log it is where that was not known.
    static func advance(to position: LogPosition, _ db: Database) throws {
        let last = SQLValue.integer(Int64(position.size - 1))
        try db.run(
            "UPDATE progress SET appliedSeq = ?, origin = ?, edge = ? "
                + "WHERE appliedSeq < ? OR appliedSeq = ? AND edge IS NULL",
            [
                last, .text(position.origin), .text(position.edge.joined(separator: " ")), last,
                last,
            ]
        )
        try db.run("DELETE FROM ahead WHERE seq <= (SELECT appliedSeq FROM progress)", [])
    }

    /// Moves the mark on without knowing the log's tree there.
    static func advance(to seq: Int, _ db: Database) throws {
        try db.run(
            "UPDATE progress SET appliedSeq = ?, origin = NULL, edge = NULL WHERE appliedSeq < ?",
            [.init(seq), .init(seq)]
        )
    }

    /// Notes that the register holds the entry `seq`; false when it did before.
    static func hold(_ seq: Int, _ db: Database) throws -> Bool {
        try db.run("INSERT OR IGNORE INTO ahead VALUES (?)", [.init(seq)])
        return db.changesCount > 0
    }

    /// The entries beyond the mark that the register holds.
    static func ahead(_ db: Database) throws -> Set<Int> {
        var ahead: Set<Int> = []
        try db.each("SELECT seq FROM ahead", []) { ahead.insert($0[0]) }
        return ahead
    }
}
