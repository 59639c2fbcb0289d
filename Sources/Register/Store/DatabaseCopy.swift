import GRDB

/// Copies of SQLite databases that are in use.
public enum DatabaseCopy {
    /// Writes the database at `source`, as it is at one moment, into a new file for its owner alone.
    ///
    /// Others may read and write it meanwhile (SQLite's online backup).
    ///
    /// - Throws: ``RegisterError`` when either file cannot be used, or something stands at `target`.
    public static func make(of source: String, at target: String) throws(RegisterError) {
        do {
            try System.createPrivate(target)
            var reading = Configuration()
            reading.readonly = true
            reading.busyMode = .timeout(10)
            let from = try DatabaseQueue(path: source, configuration: reading)
            let to = try DatabaseQueue(path: target)
            try from.backup(to: to)
            // One file: a copy in WAL mode would want its companions.
            try to.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try to.close()
            try from.close()
        } catch { throw Store.mapped(error) }
    }
}
