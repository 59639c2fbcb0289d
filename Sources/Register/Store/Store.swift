import GRDB
import Synchronization

/// The connections to `register.sqlite`.
///
/// One connection writes and one reads, outside transactions: a point read then costs a few
/// microseconds, which a pool's snapshot per read does not.
final class Store: Sendable {
    let path: String
    private let writer: DatabaseQueue
    private let reader: DatabaseQueue
    private let file: System.Identity?
    private let writes = Atomic(0)

    /// Grows with every write of this process.
    var changes: Int { writes.load(ordering: .acquiring) }

    /// Whether the file that is open here has lost its name, or another one has got it.
    var isReplaced: Bool { System.identity(path) != file }

    init(_ path: String, isNew: Bool) throws(RegisterError) {
        self.path = path
        file = System.identity(path)
        do {
            try System.makePrivate(path)
            writer = try DatabaseQueue(path: path, configuration: Self.configuration())
            try Self.migrate(writer, path, isNew: isNew)
            reader = try Self.reader(path)
        } catch { throw Self.mapped(error) }
    }

    /// Closes it; what lies beside it goes, unless it is another file's by now.
    func close() throws(RegisterError) {
        do {
            try reader.close()
            if !isReplaced { writer.writeWithoutTransaction { $0.keepCompanions(false) } }
            try writer.close()
        } catch { throw Self.mapped(error) }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Self.mapping { try reader.unsafeRead(body) }
    }

    func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        defer { writes.add(1, ordering: .acquiringAndReleasing) }
        if isReplaced { throw RegisterError.replaced(path) }
        return try Self.mapping { try writer.write(body) }
    }

    /// Carries what was committed over to the database file, durably.
    func makeDurable() throws {
        try Self.mapping {
            _ = try writer.writeWithoutTransaction { try $0.checkpoint(.passive) }
        }
    }

    /// A connection that sees the database as it is now, whatever is committed later.
    func frozen() throws(RegisterError) -> DatabaseQueue {
        do {
            let queue = try Self.reader(path)
            try queue.inDatabase { db in
                try db.beginTransaction(.deferred)
                _ = try Row.fetchOne(db, sql: "SELECT appliedSeq FROM progress")
            }
            return queue
        } catch { throw Self.mapped(error) }
    }

    /// Runs `body`; errors of the database become the register's own.
    static func mapping<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as DatabaseError { throw mapped(error) }
    }

    static func mapped(_ error: any Error) -> RegisterError {
        switch error {
        case let error as RegisterError: return error
        case let error as System.Failure: return .failed(error.reason)
        case let error as DatabaseError:
            let words = error.message ?? "error \(error.resultCode.rawValue)"
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: return .damaged(words)
            case .SQLITE_READONLY:
                return .failed("this user may not write it, or its folder")
            case .SQLITE_BUSY: return .failed("in use by another process; try again")
            case .SQLITE_FULL: return .failed("no room on its disk; free some")
            default: return .failed(words)
            }
        default: return .failed("\(error)")
        }
    }

    private static func migrate(_ writer: DatabaseQueue, _ path: String, isNew: Bool) throws {
        let migrator = Schema.migrator
        let isNewer = try writer.unsafeRead { try migrator.hasBeenSuperseded($0) }
        if isNewer { throw RegisterError.newer(path) }
        let isEmpty = try writer.unsafeRead { try migrator.appliedIdentifiers($0).isEmpty }
        if isEmpty, !isNew { throw RegisterError.damaged("it is empty") }
        try migrator.migrate(writer)
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(10)
        configuration.label = "register"
        configuration.prepareDatabase { db in
            db.keepCompanions(true)
            if !db.configuration.readonly { try db.execute(sql: "PRAGMA synchronous = NORMAL") }
            try db.execute(sql: "PRAGMA cache_size = -16000")
        }
        return configuration
    }

    private static func reader(_ path: String) throws -> DatabaseQueue {
        var configuration = configuration()
        configuration.journalMode = .default
        configuration.readonly = true
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
