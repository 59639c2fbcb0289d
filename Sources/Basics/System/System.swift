import Glibc

/// What this module asks of the operating system, and the only place that does.
///
/// ``FileFaults`` lets a test fail a call; nothing else is abstracted.
enum System {
    static let existing = EEXIST

    static var processID: Int32 { getpid() }

    static func words(_ code: Int32) -> String {
        guard let words = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: words)
    }

    // MARK: Files

    /// Makes the file `path`, where none may stand; failures name the file that it is made for.
    static func create(
        _ path: String,
        mode: UInt16,
        for target: String
    ) throws(FileFailure) -> Int32 {
        try check(.open, "open", target) {
            unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
        }
    }

    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    static func write(
        _ bytes: [UInt8],
        to descriptor: Int32,
        for path: String
    ) throws(FileFailure) {
        var done = 0
        while done < bytes.count {
            if let code = FileFaults.next(.write) { throw FileFailure("write", path, code: code) }
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + done },
                    bytes.count - done
                )
            }
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw FileFailure("write", path, code: count == 0 ? EIO : errno)
            }
        }
    }

    static func sync(_ descriptor: Int32, for path: String) throws(FileFailure) {
        _ = try check(.sync, "fsync", path) { fsync(descriptor) }
    }

    static func syncFile(_ path: String) throws(FileFailure) {
        let file = try check(.open, "open", path) { unsafe open(path, O_RDONLY | O_CLOEXEC) }
        defer { close(file) }
        try sync(file, for: path)
    }

    /// Whether it was there.
    @discardableResult
    static func remove(_ path: String) throws(FileFailure) -> Bool {
        try check(.remove, "unlink", path, fine: ENOENT) { unsafe unlink(path) } == 0
    }

    // MARK: Names

    /// Gives `from` a name that must be free.
    static func place(_ from: String, at path: String) throws(FileFailure) {
        // A link refuses a name that somebody took meanwhile; a rename would replace it.
        if try link(from, path) {
            _ = unsafe unlink(from)
            return
        }
        // A file system without links: an empty file of ours holds the name until it is replaced.
        close(
            try check(.place, "open", path) {
                unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            }
        )
        do { try rename(from, to: path) } catch {
            _ = unsafe unlink(path)
            throw error
        }
    }

    /// Gives a file a second name; false where the file system has no such thing.
    static func link(_ path: String, _ other: String) throws(FileFailure) -> Bool {
        if let code = FileFaults.next(.place) { throw FileFailure("link", other, code: code) }
        if unsafe Glibc.link(path, other) == 0 { return true }
        let isUnsupported = [EPERM, ENOSYS, EOPNOTSUPP, EMLINK].contains(errno)
        guard isUnsupported else { throw FileFailure("link", other, code: errno) }
        return false
    }

    /// Whether a folder stands at `path`; nil for nothing.
    static func isFolder(_ path: String) -> Bool? {
        var entry = stat()
        guard unsafe lstat(path, &entry) == 0 else { return nil }
        return entry.st_mode & S_IFMT == S_IFDIR
    }

    static let folder = EISDIR

    static func rename(_ from: String, to path: String) throws(FileFailure) {
        _ = try check(.place, "rename", path) { unsafe Glibc.rename(from, path) }
    }

    // MARK: Folders

    /// Whether it was not there.
    static func makeFolder(_ path: String) throws(FileFailure) -> Bool {
        try check(.open, "mkdir", path, fine: EEXIST) { unsafe mkdir(path, 0o700) } == 0
    }

    /// Keeps the names in a folder; where a file system cannot be asked to, it does so by itself.
    static func syncFolder(_ path: String) throws(FileFailure) {
        let folder = try check(.syncFolder, "open", path) {
            unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        defer { close(folder) }
        guard fsync(folder) == 0 || errno == EINVAL else {
            throw FileFailure("fsync", path, code: errno)
        }
    }

    /// The names of the folders in a folder, links apart.
    static func folders(in path: String) throws(FileFailure) -> [String] {
        guard let stream = unsafe opendir(path) else {
            throw FileFailure("opendir", path, code: errno)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            var information = stat()
            guard name != ".", name != "..",
                unsafe lstat(path + "/" + name, &information) == 0,
                information.st_mode & S_IFMT == S_IFDIR
            else { continue }
            names.append(name)
        }
        return names
    }

    // MARK: Failing

    /// The result of `body`, asked again when a signal came in between; −1 for the code that is fine.
    private static func check(
        _ call: FileFaults.Call,
        _ name: String,
        _ path: String,
        fine: Int32? = nil,
        _ body: () -> Int32
    ) throws(FileFailure) -> Int32 {
        if let code = FileFaults.next(call) { throw FileFailure(name, path, code: code) }
        while true {
            let result = body()
            if result >= 0 { return result }
            if errno == fine { return -1 }
            if errno != EINTR { throw FileFailure(name, path, code: errno) }
        }
    }
}
