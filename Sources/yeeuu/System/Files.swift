import Basics
import Glibc

/// Files and folders by path; errors are data (``FileProblem``).
enum Files {
    /// What kind of thing a path names.
    enum Kind {
        case file
        case folder
        case other
    }

    /// What `path` names, links followed; nil for nothing.
    static func kind(_ path: String) -> Kind? {
        var entry = stat()
        guard unsafe stat(path, &entry) == 0 else { return nil }
        switch entry.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// The whole content of the file at `path`.
    static func read(_ path: String) throws(FileProblem) -> [UInt8] {
        if kind(path) == .folder { throw FileProblem(.read, path, "is a folder") }
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileProblem(.read, path, POSIX.reason()) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe Glibc.read(file, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileProblem(.read, path, POSIX.reason()) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// The file's text; what is not UTF-8 is replaced.
    static func text(_ path: String) throws(FileProblem) -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// Writes a file whole or not at all, durably, with `mode`.
    ///
    /// - Throws: also when something stands at `path` and `replacing` is false.
    static func write(
        _ bytes: [UInt8],
        to path: String,
        replacing: Bool = false,
        mode: UInt16 = 0o600
    ) throws(FileProblem) {
        do {
            try Durable.write(bytes, to: path, replacing ? .replacing : .new, mode: mode)
        } catch { throw FileProblem(.write, error) }
    }

    /// Writes a new file, durably, from the pieces that `next` hands out until an empty one.
    static func write(
        to path: String,
        mode: UInt16,
        next: () throws -> [UInt8]
    ) throws {
        do {
            let file = try DurableFile(path, mode: mode)
            while true {
                let bytes = try next()
                if bytes.isEmpty { break }
                try file.write(bytes)
            }
            try file.place()
        } catch let failure as FileFailure { throw FileProblem(.write, failure) }
    }

    /// How many bytes the file at `path` has.
    static func size(_ path: String) throws(FileProblem) -> Int {
        var entry = stat()
        guard unsafe stat(path, &entry) == 0 else {
            throw FileProblem(.read, path, POSIX.reason())
        }
        return Int(entry.st_size)
    }

    /// The permissions of the file at `path`.
    static func mode(_ path: String) throws(FileProblem) -> UInt16 {
        var entry = stat()
        guard unsafe stat(path, &entry) == 0 else {
            throw FileProblem(.read, path, POSIX.reason())
        }
        return UInt16(entry.st_mode & 0o777)
    }

    /// Gives a file or folder another name, durably; an empty folder under that name goes.
    static func move(_ from: String, to path: String) throws(FileProblem) {
        do { try Durable.move(from, to: path) } catch { throw FileProblem(.write, error) }
    }

    /// Keeps the names in a folder, and in all below it, whatever happens to the machine.
    static func syncFolders(_ path: String) throws(FileProblem) {
        do { try Durable.syncFolders(path) } catch { throw FileProblem(.write, error) }
    }

    /// Adds `bytes` to the end of a file, which is made if it is not there and is its owner's alone.
    static func append(_ bytes: [UInt8], to path: String) throws(FileProblem) {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
        let file = unsafe open(path, flags, 0o600)
        guard file >= 0, fchmod(file, 0o600) == 0, POSIX.write(bytes, to: file) == nil else {
            let reason = POSIX.reason()
            if file >= 0 { close(file) }
            throw FileProblem(.write, path, reason)
        }
        close(file)
    }

    /// Makes a folder and those above it; one that is there is fine.
    static func makeFolder(_ path: String, mode: mode_t = 0o755) throws(FileProblem) {
        if kind(path) == .folder { return }
        let parent = Paths.parent(path)
        if parent != path, kind(parent) == nil { try makeFolder(parent) }
        guard unsafe mkdir(path, mode) == 0 else {
            throw FileProblem(.makeFolder, path, POSIX.reason())
        }
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) { _ = unsafe unlink(path) }

    /// Whether the folder at `path` has no entry.
    static func isEmptyFolder(_ path: String) -> Bool {
        (try? names(path))?.isEmpty ?? false
    }

    /// The names in the folder at `path`, sorted.
    static func names(_ path: String) throws(FileProblem) -> [String] {
        guard let folder = unsafe opendir(path) else {
            throw FileProblem(.read, path, POSIX.reason())
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// Why something could not be done to a file.
struct FileProblem: Error, Equatable {
    /// What was tried.
    enum Act {
        case read
        case write
        case makeFolder
    }

    /// What was tried.
    let act: Act
    /// The path as it was given.
    let path: String
    /// The system's reason.
    let reason: String

    /// Makes a problem.
    init(_ act: Act, _ path: String, _ reason: String) {
        self.act = act
        self.path = path
        self.reason = reason
    }

    /// Makes a problem of a call that failed.
    init(_ act: Act, _ failure: FileFailure) { self.init(act, failure.path, failure.reason) }
}
