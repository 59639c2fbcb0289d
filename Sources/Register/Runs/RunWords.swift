import GRDB

/// What a list of runs tells of one beside its row.
public struct RunWords: Sendable, Hashable {
    /// Who ran it.
    public var operatorName: String
    /// The script's arguments as they were given, `key=value`; what may be a password is dots.
    public var arguments: String
    /// How many doors were offline in the end and wait for `yeeuu retry`.
    public var waiting: Int

    /// Makes them; a run of no arguments at which nothing waits unless they are given.
    public init(operatorName: String, arguments: String = "", waiting: Int = 0) {
        self.operatorName = operatorName
        self.arguments = arguments
        self.waiting = waiting
    }
}

extension Register {
    /// Writes down what is told of a run.
    ///
    /// `isReplacing`: whether it takes the place of what is there, instead of being left out.
    public func note(
        _ words: RunWords,
        of run: String,
        isReplacing: Bool = true
    ) throws(RegisterError) {
        try using {
            try store.write { db in
                let way = isReplacing ? "REPLACE" : "IGNORE"
                try db.execute(
                    sql: "INSERT OR \(way) INTO runWords VALUES (?, ?, ?, ?)",
                    arguments: [run, words.operatorName, words.arguments, words.waiting]
                )
            }
        }
    }

    /// What is told of a run; nil for one of an earlier version.
    public func words(of run: String) throws(RegisterError) -> RunWords? {
        try using {
            try store.read { db in
                let sql = "SELECT operator, arguments, waiting FROM runWords WHERE run = ?"
                let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [run])
                return row.map { row in
                    RunWords(
                        operatorName: row["operator"],
                        arguments: row["arguments"],
                        waiting: row["waiting"]
                    )
                }
            }
        }
    }
}
