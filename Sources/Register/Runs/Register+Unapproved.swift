import GRDB

/// How many writes of a live run were sent without an approval.
public struct UnapprovedRun: Sendable, Equatable {
    /// The run's id.
    public let id: String
    /// When it began, Unix seconds.
    public let started: Int64
    /// What its report says; nil for a run that was killed, and for one of an earlier version.
    public let count: Int?
}

extension Register {
    /// The live runs that began at or after `time` (Unix seconds), oldest first.
    public func unapproved(since time: Int64) throws(RegisterError) -> [UnapprovedRun] {
        try using {
            let sql =
                "SELECT id, started, CASE WHEN json_valid(report) "
                + "THEN json_extract(report, '$.unapproved') END AS count "
                + "FROM runs WHERE mode = 'live' AND started >= ? ORDER BY started"
            return try store.read { db in
                try Row.fetchAll(db, sql: sql, arguments: [time]).map { row in
                    UnapprovedRun(id: row["id"], started: row["started"], count: row["count"])
                }
            }
        }
    }
}
