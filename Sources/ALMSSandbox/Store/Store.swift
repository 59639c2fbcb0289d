import ALMS
import GRDB
import Glibc

/// The sandbox's state in SQLite (doors, grants, openings): one writer, statements prepared once.
final class Store: Sendable {
    private let queue: DatabaseQueue

    /// Opens the file, or a database in memory.
    init(_ path: String?) throws(SandboxError) {
        if let path { try Store.makePrivate(path) }
        do {
            queue =
                try path.map { try DatabaseQueue(path: $0, configuration: Schema.configuration) }
                ?? DatabaseQueue()
            try queue.write { try $0.execute(sql: Schema.text) }
        } catch {
            throw .database("\(error)")
        }
    }

    /// Passwords stand in it, as in the service's own database.
    private static func makePrivate(_ path: String) throws(SandboxError) {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, fchmod(file, 0o600) == 0 else {
            throw .database(unsafe "\(path): \(String(cString: strerror(errno)))")
        }
        Glibc.close(file)
    }

    /// Does something with the database alone; each statement is its own transaction.
    func use<T>(_ body: (Database) throws -> T) throws -> T {
        try queue.writeWithoutTransaction(body)
    }

    /// Does everything in `body` or nothing.
    func atomically<T>(_ body: (Database) throws -> T) throws -> T { try queue.write(body) }

    /// Closes the file.
    func close() { try? queue.close() }
}

extension Database {
    /// Runs a statement that was prepared before.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(arguments)
        try statement.execute()
    }

    /// The first column of the first row.
    func number(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
        try Int64.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}
