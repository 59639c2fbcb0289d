import GRDB

/// A copy of a SQLite database that is in use, as it was at one moment, in a file without a name.
///
/// Nobody finds it, and nothing of it is left behind, however this process ends.
public final class DatabaseCopy {
    /// How many bytes it has.
    public let size: Int
    private let file: System.OpenFile

    /// Copies the database at `source` into a file in `folder`.
    ///
    /// Others may read and write it meanwhile (SQLite's online backup).
    ///
    /// - Throws: ``RegisterError`` when the database cannot be used, or the folder has no room.
    public init(of source: String, in folder: String) throws(RegisterError) {
        do {
            let path = "\(folder)/copy-\(System.processID)-\(UInt32.random(in: 0 ... .max)).new"
            try System.createPrivate(path)
            var named = true
            defer { if named { try? System.unlink(path) } }
            file = try System.OpenFile(path)
            let copy = try DatabaseQueue(path: path, configuration: Self.writing)
            try System.unlink(path)
            named = false
            let original = try DatabaseQueue(path: source, configuration: Self.reading)
            try original.backup(to: copy)
            try copy.close()
            try original.close()
            size = try file.size()
        } catch { throw Store.mapped(error) }
    }

    /// At most `limit` bytes more of it; none at the end.
    public func read(_ limit: Int) throws(RegisterError) -> [UInt8] {
        do throws(System.Failure) { return try file.read(limit) } catch {
            throw .failed(error.reason)
        }
    }

    private static var reading: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        return configuration
    }

    /// Without a journal, which would want a name beside the file's.
    private static var writing: Configuration {
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = OFF")
            try db.execute(sql: "PRAGMA synchronous = OFF")
        }
        return configuration
    }
}
