import GRDB
import GRDBSQLite

/// The row that a statement stands at, by the numbers of its columns.
///
/// GRDB's own rows make a table of column names for every query, which costs more than the query.
/// With ``GRDB/Database`` below it is the one place where SQLite is used without GRDB; a value is
/// what the column is declared as, since every table is strict.
@safe
struct Columns {
    private let statement: OpaquePointer

    fileprivate init(_ statement: Statement) { unsafe self.statement = statement.sqliteStatement }

    func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL
    }

    subscript(column: Int) -> Int64 { unsafe sqlite3_column_int64(statement, CInt(column)) }

    subscript(column: Int) -> Int {
        unsafe Int(truncatingIfNeeded: sqlite3_column_int64(statement, CInt(column)))
    }

    subscript(column: Int) -> Bool { unsafe sqlite3_column_int64(statement, CInt(column)) != 0 }

    subscript(column: Int) -> String {
        guard let bytes = unsafe sqlite3_column_text(statement, CInt(column)) else { return "" }
        let count = unsafe Int(sqlite3_column_bytes(statement, CInt(column)))
        return unsafe String(
            decoding: UnsafeBufferPointer(start: bytes, count: count),
            as: UTF8.self
        )
    }

    subscript(column: Int) -> Int64? { isNull(column) ? nil : .some(self[column]) }

    subscript(column: Int) -> String? { isNull(column) ? nil : .some(self[column]) }
}

/// Statements that are prepared once.
extension Database {
    /// What `read` makes of the first row of a query; nil when there is none.
    func one<Value>(
        _ sql: String,
        _ values: [SQLValue],
        _ read: (Columns) throws -> Value
    ) throws -> Value? {
        try running(try cachedStatement(sql: sql), values) { statement in
            try steps(statement) ? try read(Columns(statement)) : nil
        }
    }

    /// Calls `body` with every row of a query, which must not be asked again meanwhile.
    func each(
        _ sql: String,
        _ values: [SQLValue],
        _ body: (Columns) throws -> Void
    ) throws {
        try running(try cachedStatement(sql: sql), values) { statement in
            let columns = Columns(statement)
            while try steps(statement) { try body(columns) }
        }
    }

    /// Carries a change out.
    func run(_ sql: String, _ values: [SQLValue]) throws {
        try running(try cachedStatement(sql: sql), values) { statement in _ = try steps(statement) }
    }

    /// Whether the last connection that closes leaves `-wal` and `-shm` where they are.
    ///
    /// SQLite removes them by their names, and another file may have got these meanwhile.
    func keepCompanions(_ keeps: Bool) {
        var flag: CInt = keeps ? 1 : 0
        _ = unsafe sqlite3_file_control(sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &flag)
    }

    private func running<Result>(
        _ statement: Statement,
        _ values: [SQLValue],
        _ body: (Statement) throws -> Result
    ) throws -> Result {
        defer { unsafe sqlite3_reset(statement.sqliteStatement) }
        for (index, value) in values.enumerated() {
            let code = Self.bind(value, CInt(index + 1), statement)
            guard code == SQLITE_OK else { throw error(code, statement) }
        }
        return try body(statement)
    }

    /// Whether there is a row.
    private func steps(_ statement: Statement) throws -> Bool {
        let code = unsafe sqlite3_step(statement.sqliteStatement)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else { throw error(code, statement) }
        return false
    }

    private static func bind(_ value: SQLValue, _ place: CInt, _ statement: Statement) -> CInt {
        let pointer = unsafe statement.sqliteStatement
        switch value {
        case .null: return unsafe sqlite3_bind_null(pointer, place)
        case .integer(let number): return unsafe sqlite3_bind_int64(pointer, place, number)
        case .text(let text):
            // −1 tells SQLite to copy.
            let copying = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            let count = CInt(text.utf8.count)
            return unsafe text.withCString {
                unsafe sqlite3_bind_text(pointer, place, $0, count, copying)
            }
        }
    }

    private func error(_ code: CInt, _ statement: Statement) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: unsafe sqliteConnection.map { unsafe String(cString: sqlite3_errmsg($0)) },
            sql: statement.sql
        )
    }
}
