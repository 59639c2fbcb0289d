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
            queue = try path.map { try Store.opened($0) } ?? DatabaseQueue()
            try queue.write { try $0.execute(sql: Schema.text) }
        } catch {
            throw .database("\(error)")
        }
    }

    /// Turning a new file into one with a write-ahead log is refused at once while another process
    /// does it; nobody waits for that but we.
    private static func opened(_ path: String) throws -> DatabaseQueue {
        let end = ContinuousClock.now + .seconds(Schema.patience)
        while true {
            do {
                return try DatabaseQueue(path: path, configuration: Schema.configuration)
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < end
            {
                usleep(20_000)
            }
        }
    }

    /// Passwords stand in it, as in the service's own database.
    ///
    /// A file that is there is not opened: closing it would take SQLite's locks on it away.
    private static func makePrivate(_ path: String) throws(SandboxError) {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            Glibc.close(file)
            return
        }
        let isThere = errno == EEXIST
        let changed = isThere ? unsafe chmod(path, 0o600) : -1
        guard changed == 0 else {
            throw .database(unsafe "\(path): \(String(cString: strerror(errno)))")
        }
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
