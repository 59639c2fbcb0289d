import Glibc

/// A file that is read from its beginning to its end.
final class BackupSource {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(VaultError) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BackupSource.failure("open", path) }
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
                throw BackupSource.failure("read", path)
            }
        }
        return Array(bytes.prefix(filled))
    }

    private static func failure(_ call: String, _ path: String) -> VaultError {
        let code = errno
        guard let words = unsafe strerror(code) else { return .failed("\(path): \(call): \(code)") }
        return .failed("\(path): \(call): \(unsafe String(cString: words))")
    }
}
