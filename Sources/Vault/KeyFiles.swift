import Basics
import Glibc

/// Reads and writes the files of a keys folder; it and `BackupSource` alone ask the system here.
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

    /// What the names of half-written files end with.
    private static let temporary = ".new"

    func makeFolder() throws(VaultError) {
        try mapped { () throws(FileFailure) in try Durable.makeFolder(folder) }
    }

    /// Writes a file that must not exist yet.
    func create(_ name: String, _ bytes: [UInt8]) throws(VaultError) {
        try mapped { () throws(FileFailure) in try Durable.write(bytes, to: path(name)) }
    }

    /// Writes a file over another one, when that is what was asked for.
    func replace(_ name: String, _ bytes: [UInt8]) throws(VaultError) {
        try mapped { () throws(FileFailure) in
            try Durable.write(bytes, to: path(name), .replacing)
        }
    }

    func rename(_ name: String, over other: String) throws(VaultError) {
        try mapped { () throws(FileFailure) in
            try Durable.move(path(name), to: path(other))
        }
    }

    func remove(_ name: String) throws(VaultError) {
        try mapped { () throws(FileFailure) in try Durable.remove(path(name)) }
    }

    private func mapped(_ body: () throws(FileFailure) -> Void) throws(VaultError) {
        do { try body() } catch { throw VaultError(error) }
    }

    private static func failure(_ call: String, _ path: String) -> VaultError {
        let code = errno
        guard let words = unsafe strerror(code) else { return .failed("\(path): \(call): \(code)") }
        return .failed("\(path): \(call): \(unsafe String(cString: words))")
    }
}

extension VaultError {
    /// A file that could not be written.
    init(_ failure: FileFailure) {
        self = failure.isExisting ? .exists(path: failure.path) : .failed("\(failure)")
    }
}
