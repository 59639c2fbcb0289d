import Basics
import GRDB

/// What is done to the file as a whole.
extension Register {
    /// What SQLite puts beside a database and takes for its own, whosever it was.
    private static let companions = ["-wal", "-shm", "-journal"]

    /// Looks at every page, every row and every reference of it.
    ///
    /// - Throws: ``RegisterError/damaged(_:)`` with the first thing that is wrong.
    public func check() throws(RegisterError) {
        try using {
            try store.read { db in
                let words = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") ?? "no answer"
                guard words == "ok" else { throw RegisterError.damaged(words) }
                guard try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil else {
                    throw RegisterError.damaged("a row belongs to none")
                }
            }
        }
    }

    /// Puts a register that was made at `aside`, and is closed, in the place of a lost one.
    ///
    /// What lies beside the lost one goes first: SQLite would take it for the new one's. The caller
    /// holds the workspace's lock.
    ///
    /// - Throws: ``RegisterError/exists(_:)`` when there is a register.
    public static func put(_ aside: String, at path: String) throws(RegisterError) {
        if System.exists(path) { throw .exists(path) }
        for end in companions where System.exists(aside + end) {
            throw .failed("\(aside): not closed; end what has it open")
        }
        do throws(FileFailure) {
            try Durable.syncFile(aside)
            try removeCompanions(of: path)
            try Durable.moveNew(aside, to: path)
        } catch {
            throw error.isExisting ? .exists(path) : .failed("\(error)")
        }
    }

    /// Removes a register that was given up, and all that lies beside it.
    public static func remove(_ path: String) throws(RegisterError) {
        do throws(FileFailure) {
            try Durable.remove(path)
            try removeCompanions(of: path)
        } catch { throw .failed("\(error)") }
    }

    /// Removes what lies beside a register that is not there.
    static func removeCompanions(of path: String) throws(FileFailure) {
        for end in companions { try Durable.remove(path + end) }
    }

    /// Writes down that the workspace was brought back from a backup.
    ///
    /// - Parameters:
    ///   - time: when, Unix seconds.
    ///   - seq: the entry of the log that tells of it.
    /// - Throws: ``RegisterError``.
    public func addRestore(at time: Int64, seq: Int) throws(RegisterError) {
        try using {
            try store.write { db in
                let sql = "INSERT OR REPLACE INTO restores VALUES (?, ?)"
                try db.run(sql, [.init(seq), .integer(time)])
            }
        }
    }

    /// When the workspace was last brought back from a backup, Unix seconds; nil when it never was.
    public func lastRestore() throws(RegisterError) -> Int64? {
        try using {
            try store.read { try Int64.fetchOne($0, sql: "SELECT max(at) FROM restores") }
        }
    }
}
