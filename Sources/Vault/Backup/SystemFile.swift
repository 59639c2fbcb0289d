import Glibc

/// An open file of a backup: read and written from its beginning to its end.
final class SystemFile {
    private let path: String
    private let descriptor: Int32

    init(reading path: String) throws(VaultError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFile.failure("open", path) }
    }

    /// Makes a file for its owner alone, where none stands.
    init(creating path: String) throws(VaultError) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFile.failure("open", path) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The next `count` bytes; fewer at the end of the file alone.
    func read(_ count: Int) throws(VaultError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + filled },
                    count - filled
                )
            }
            if got == 0 { break }
            if got > 0 {
                filled += got
            } else if errno != EINTR {
                throw SystemFile.failure("read", path)
            }
        }
        return Array(bytes.prefix(filled))
    }

    func write(_ bytes: [UInt8]) throws(VaultError) {
        var done = 0
        while done < bytes.count {
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
                throw SystemFile.failure("write", path)
            }
        }
    }

    func sync() throws(VaultError) {
        guard fsync(descriptor) == 0 else { throw SystemFile.failure("fsync", path) }
    }

    /// A link refuses a name that somebody took meanwhile; a rename would replace it.
    func link(_ from: String, to path: String) throws(VaultError) {
        guard unsafe Glibc.link(from, path) == 0 else {
            throw errno == EEXIST ? .exists(path: path) : SystemFile.failure("link", path)
        }
    }

    static func exists(_ path: String) -> Bool {
        var info = stat()
        return unsafe lstat(path, &info) == 0
    }

    static func remove(_ path: String) { _ = unsafe unlink(path) }

    static func syncFolder(of path: String) throws(VaultError) {
        let folder = KeyFiles.folder(of: path)
        let file = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("fsync", folder) }
    }

    private static func failure(_ call: String, _ path: String) -> VaultError {
        let code = errno
        guard let words = unsafe strerror(code) else { return .failed("\(path): \(call): \(code)") }
        return .failed("\(path): \(call): \(unsafe String(cString: words))")
    }
}
