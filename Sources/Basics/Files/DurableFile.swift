/// A file that is written piece by piece and gets its name last: what stands under the name
/// afterwards is the whole new file, surely kept, or what stood there before.
///
/// Until ``place(_:)`` it lies beside its place under a name of its own, and goes when nobody holds it.
public final class DurableFile {
    /// What may stand under the name.
    public enum Placing: Sendable {
        /// Nothing: a name that somebody took is refused.
        case new
        /// Another file, which goes.
        case replacing
    }

    /// Where it will stand.
    public let path: String
    private let temporary: String
    private let descriptor: Int32

    /// Begins the file that will stand at `path` with these permissions.
    ///
    /// - Throws: ``FileFailure`` when the folder takes no file.
    public init(_ path: String, mode: UInt16 = 0o600) throws(FileFailure) {
        self.path = path
        temporary = "\(path).\(System.processID)-\(UInt32.random(in: 0 ... .max)).new"
        descriptor = try System.create(temporary, mode: mode, for: path)
    }

    deinit {
        System.close(descriptor)
        _ = try? System.remove(temporary)
    }

    /// Adds bytes to its end.
    ///
    /// - Throws: ``FileFailure``, as when the disk is full.
    public func write(_ bytes: [UInt8]) throws(FileFailure) {
        try System.write(bytes, to: descriptor, for: path)
    }

    /// Puts it under its name, durably.
    ///
    /// - Throws: ``FileFailure``, ``FileFailure/isExisting`` for a name that is taken; then what stood
    ///   there stands there still.
    public func place(_ placing: Placing = .new) throws(FileFailure) {
        try System.sync(descriptor, for: path)
        switch placing {
        case .new: try placeNew()
        case .replacing: try replace()
        }
    }

    private func placeNew() throws(FileFailure) {
        try System.place(temporary, at: path)
        do { try Durable.syncFolder(of: path) } catch {
            _ = try? System.remove(path)
            throw error
        }
    }

    /// The old file keeps a second name until the new one is surely kept, so that it can come back.
    private func replace() throws(FileFailure) {
        switch System.isFolder(path) {
        case nil: return try placeNew()
        case true?: throw FileFailure("rename", path, code: System.folder)
        case false?: break
        }
        let old = temporary + ".old"
        let canReturn = try System.link(path, old)
        defer { if canReturn { _ = try? System.remove(old) } }
        try System.rename(temporary, to: path)
        do { try Durable.syncFolder(of: path) } catch {
            if canReturn, (try? System.rename(old, to: path)) != nil { throw error }
            throw FileFailure(
                error.call,
                error.path,
                code: error.code,
                remark: "; the new file stands there, but may be gone after a power cut"
            )
        }
    }
}
