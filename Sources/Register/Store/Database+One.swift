import GRDB

extension Database {
    /// What `read` makes of the first row of a query that is prepared once; nil when there is none.
    ///
    /// The cursor outlives `read`: the row is the statement's own, which the cursor's end resets.
    func one<Value>(
        _ sql: String,
        _ arguments: StatementArguments,
        _ read: (Row) throws -> Value
    ) throws -> Value? {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(arguments)
        let cursor = try Row.fetchCursor(statement)
        return try withExtendedLifetime(cursor) { try cursor.next().map(read) }
    }

    /// Calls `body` with every row of a query that is prepared once; the row is the statement's own.
    func each(
        _ sql: String,
        _ arguments: StatementArguments,
        _ body: (Row) throws -> Void
    ) throws {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(arguments)
        let cursor = try Row.fetchCursor(statement)
        while let row = try cursor.next() { try body(row) }
    }
}
