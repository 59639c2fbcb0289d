import Glibc

/// Reads and writes the files of a keys folder; it and `SystemFile` alone ask the system here.
struct KeyFiles: Sendable {
    let folder: String

    func path(_ name: String) -> String { folder + "/" + name }

    // MARK: Reading

    /// Fails when the folder, or any file in it, is not for its owner alone.
    func check() throws(VaultError) {
        try check(folder, folderMode: true)
        for name in try names() { try check(path(name), folderMode: false) }
    }

    private func check(_ path: String, folderMode: Bool) throws(VaultError) {
        var info = stat()
        guard unsafe lstat(path, &info) == 0 else {
            if errno == ENOENT {
                throw .missing(path: path, what: "the keys of the workspace; restore them")
            }
            throw KeyFiles.failure("stat", path)
        }
        guard info.st_mode & S_IFMT == (folderMode ? S_IFDIR : S_IFREG) else {
            throw .malformed(path: path, what: folderMode ? "a folder" : "a plain file")
        }
        guard info.st_uid == geteuid() else { throw .foreign(path: path) }
        guard info.st_mode & 0o077 == 0 else {
            throw .exposed(
                path: path,
                mode: "0" + String(info.st_mode & 0o777, radix: 8),
                remedy: "chmod \(folderMode ? 700 : 600) \(KeyFiles.quoted(path))"
            )
        }
    }

    /// A path as a shell takes it.
    private static func quoted(_ path: String) -> String {
        let plain = path.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: $0 >= 0x80
            }
        }
        return plain
            ? path
            : "'"
                + path.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "'\\''") + "'"
    }

    /// The files but those that a crash left half written.
    func names() throws(VaultError) -> [String] {
        guard let handle = unsafe opendir(folder) else { throw KeyFiles.failure("opendir", folder) }
        defer { unsafe closedir(handle) }
        var names: [String] = []
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != "..", !name.hasSuffix(KeyFiles.temporary) { names.append(name) }
        }
        return names.sorted()
    }

    func exists(_ name: String) -> Bool {
        var info = stat()
        return unsafe lstat(path(name), &info) == 0
    }

    func read(_ name: String, what: String) throws(VaultError) -> [UInt8] {
        guard exists(name) else { throw .missing(path: path(name), what: what) }
        try check(path(name), folderMode: false)
        return try KeyFiles.contents(path(name))
    }

    static func contents(_ path: String) throws(VaultError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress, $0.count)
            }
            if count == 0 { return bytes }
            if count > 0 {
                bytes += chunk[..<count]
            } else if errno != EINTR {
                throw failure("read", path)
            }
        }
    }

    // MARK: Writing

    private static let temporary = ".new"

    func makeFolder() throws(VaultError) {
        guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw KeyFiles.failure("mkdir", folder)
        }
    }

    /// Writes a file that must not exist yet.
    func create(_ name: String, _ bytes: [UInt8]) throws(VaultError) {
        try KeyFiles.create(path(name), bytes, in: folder)
    }

    /// The old or the new file stands there after a crash, never a part of one.
    static func create(_ path: String, _ bytes: [UInt8], in folder: String) throws(VaultError) {
        let fresh = try writeTemporary(path, bytes)
        defer { _ = unsafe unlink(fresh) }
        // A link, not a rename: it fails when something stands there.
        guard unsafe link(fresh, path) == 0 else {
            throw errno == EEXIST ? .exists(path: path) : failure("link", path)
        }
        try sync(folder)
    }

    /// Writes a file over another one, when that is what was asked for.
    func replace(_ name: String, _ bytes: [UInt8]) throws(VaultError) {
        let fresh = try KeyFiles.writeTemporary(path(name), bytes)
        try rename(fresh, to: path(name))
    }

    func rename(_ name: String, over other: String) throws(VaultError) {
        try rename(path(name), to: path(other))
    }

    private func rename(_ from: String, to target: String) throws(VaultError) {
        guard unsafe Glibc.rename(from, target) == 0 else {
            throw KeyFiles.failure("rename", target)
        }
        try KeyFiles.sync(folder)
    }

    func remove(_ name: String) throws(VaultError) {
        guard unsafe unlink(path(name)) == 0 else { throw KeyFiles.failure("unlink", path(name)) }
        try KeyFiles.sync(folder)
    }

    private static func writeTemporary(
        _ path: String,
        _ bytes: [UInt8]
    ) throws(VaultError) -> String {
        let name = path + temporary
        _ = unsafe unlink(name)
        let file = unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("open", name) }
        defer { close(file) }
        let count = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        guard count == bytes.count else {
            let error = count < 0 ? failure("write", name) : .failed("\(name): no space left")
            _ = unsafe unlink(name)
            throw error
        }
        guard fsync(file) == 0 else { throw failure("fsync", name) }
        return name
    }

    private static func sync(_ folder: String) throws(VaultError) {
        let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("fsync", folder) }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func failure(_ call: String, _ path: String) -> VaultError {
        let code = errno
        guard let words = unsafe strerror(code) else { return .failed("\(path): \(call): \(code)") }
        return .failed("\(path): \(call): \(unsafe String(cString: words))")
    }
}
