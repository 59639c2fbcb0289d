import ALMS
import GRDB

extension Register {
    /// Writes a run down; its id is new.
    public func beginRun(_ run: RunRow) throws(RegisterError) {
        try using { try store.write { db in try RunTable.insert(run, db) } }
    }

    /// Brings a run's state, end, counts and report up to date.
    public func updateRun(_ run: RunRow) throws(RegisterError) {
        try using { try store.write { db in try RunTable.update(run, db) } }
    }

    /// Whether there are live runs that have no end: at work, or killed.
    public func hasUnendedRuns() throws(RegisterError) -> Bool {
        try using {
            try store.read { db in
                try Bool.fetchOne(db, sql: "SELECT EXISTS (\(Self.abandoned))") ?? false
            }
        }
    }

    /// Marks live runs that have no end as killed; only while none is at work.
    public func abandonRuns() throws(RegisterError) {
        guard try hasUnendedRuns() else { return }
        try using {
            try store.write { db in
                try db.execute(
                    sql: "UPDATE runs SET state = 'killed' WHERE id IN (\(Self.abandoned))"
                )
            }
        }
    }

    private static let abandoned = "SELECT id FROM runs WHERE mode = 'live' AND state = 'running'"

    /// The run under `id`.
    ///
    /// - Throws: ``RegisterError/noSuchRun(_:hint:)`` with the nearest id.
    public func run(_ id: String) throws(RegisterError) -> RunRow {
        try using {
            try store.read { db in
                let sql = "SELECT * FROM runs WHERE id = ?"
                if let row = try Row.fetchOne(db, sql: sql, arguments: [id]) { return RunRow(row) }
                let ids = try String.fetchAll(db, sql: "SELECT id FROM runs ORDER BY number DESC")
                let hint = NearestName.hint(id, among: ids)
                throw RegisterError.noSuchRun(id, hint: hint.isEmpty ? "; see runs list" : hint)
            }
        }
    }

    /// All runs, oldest first, without their reports, of which one may be large: see ``run(_:)``.
    public func runs() throws(RegisterError) -> [RunRow] {
        try using {
            try store.read { db in
                let sql =
                    "SELECT id, mode, state, script, started, ended, counts, NULL AS report "
                    + "FROM runs ORDER BY number"
                var runs: [RunRow] = []
                let rows = try Row.fetchCursor(db, sql: sql)
                while let row = try rows.next() { runs.append(RunRow(row)) }
                return runs
            }
        }
    }

    /// Writes down what became of items; one that is there already is replaced.
    public func addItems(_ items: [RunItem], to run: String) throws(RegisterError) {
        try using {
            try store.write { db in
                for item in items {
                    try db.run(
                        "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?)",
                        [
                            .text(run), .init(item.each), .init(item.index), .text(item.key),
                            .text(item.outcome.rawValue), .text(item.detail),
                        ]
                    )
                }
            }
        }
    }

    /// The items of a run by `each` and number; none for a run that has none.
    public func items(of run: String) throws(RegisterError) -> [RunItem] {
        try using {
            try store.read { db in
                let sql = "SELECT * FROM items WHERE run = ? ORDER BY each, number"
                return try Row.fetchAll(db, sql: sql, arguments: [run]).map { row in
                    RunItem(
                        each: row["each"],
                        index: row["number"],
                        key: row["key"],
                        outcome: OutcomeClass(rawValue: row["outcome"]) ?? .unknown,
                        detail: row["detail"]
                    )
                }
            }
        }
    }
}

extension RunRow {
    fileprivate init(_ row: Row) {
        self.init(
            id: row["id"],
            mode: row["mode"],
            state: row["state"],
            script: row["script"],
            started: row["started"],
            ended: row["ended"],
            counts: Self.counts(row["counts"]),
            report: row["report"]
        )
    }

    private static func counts(_ text: String) -> [OutcomeClass: Int] {
        guard let json = try? JSONParser.parse(text) else { return [:] }
        var counts: [OutcomeClass: Int] = [:]
        for outcome in OutcomeClass.allCases {
            counts[outcome] = json[outcome.rawValue]?.whole.map { Int($0) }
        }
        return counts
    }
}
