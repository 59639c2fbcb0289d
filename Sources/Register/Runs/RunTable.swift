import ALMS
import GRDB

/// Writes rows of `runs`.
enum RunTable {
    private static let insertion =
        "INSERT INTO runs (id, mode, state, script, started, ended, counts, report) "
        + "SELECT ?, ?, ?, ?, ?, ?, ?, ?"

    /// A new run.
    static func insert(_ run: RunRow, _ db: Database) throws {
        try db.run(insertion, values(of: run))
    }

    /// A run of which the log tells that it began.
    static func begin(_ run: RunRow, _ db: Database) throws {
        // Not OR IGNORE, which takes a number for what it leaves out.
        let unless = " WHERE NOT EXISTS (SELECT 1 FROM runs WHERE id = ?)"
        try db.run(insertion + unless, values(of: run) + [.text(run.id)])
    }

    /// A run of which the log tells that it goes on; what is known of its newest end stays.
    static func resume(_ run: RunRow, _ db: Database) throws {
        try begin(run, db)
        try db.run(
            "UPDATE runs SET state = ?, ended = NULL, counts = '{}', report = NULL "
                + "WHERE id = ? AND (ended IS NULL OR ended <= ?)",
            [.text(run.state), .text(run.id), .integer(run.started)]
        )
    }

    /// State, end, counts and report of a run that is there.
    static func update(_ run: RunRow, _ db: Database) throws {
        try db.run(
            "UPDATE runs SET state = ?, ended = ?, counts = ?, report = ? WHERE id = ?",
            [
                .text(run.state), .init(run.ended), .text(text(of: run.counts)), .init(run.report),
                .text(run.id),
            ]
        )
        if db.changesCount == 0 { throw RegisterError.noSuchRun(run.id, hint: "") }
    }

    /// The end of a run as the log tells of it; a report stays where it is of this very end.
    static func end(
        _ id: String,
        _ state: String,
        at time: Int64,
        _ counts: [OutcomeClass: Int],
        _ db: Database
    ) throws {
        try db.run(
            "UPDATE runs SET report = CASE WHEN ended = ? THEN report END, "
                + "state = ?, ended = ?, counts = ? WHERE id = ?",
            [.integer(time), .text(state), .integer(time), .text(text(of: counts)), .text(id)]
        )
    }

    private static func values(of run: RunRow) -> [SQLValue] {
        [
            .text(run.id), .text(run.mode), .text(run.state), .text(run.script),
            .integer(run.started), .init(run.ended), .text(text(of: run.counts)), .init(run.report),
        ]
    }

    private static func text(of counts: [OutcomeClass: Int]) -> String {
        let members = OutcomeClass.allCases.compactMap { outcome in
            counts[outcome].map { JSON.Member(outcome.rawValue, .integer(Int64($0))) }
        }
        return JSON.object(members).encoded
    }
}
