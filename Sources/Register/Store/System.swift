import Glibc

/// What the register asks of the system, in one place.
enum System {
    /// Why a file could not be used, in the system's words.
    struct Failure: Error, Equatable {
        let reason: String
        let isExisting: Bool
    }

    /// Now, Unix seconds.
    static func now() -> Int64 { Int64(time(nil)) }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Which file a path names, whatever else gets its name later; nil for none.
    struct Identity: Equatable, Sendable {
        let device: UInt
        let inode: UInt
    }

    static func identity(_ path: String) -> Identity? {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else { return nil }
        return Identity(device: information.st_dev, inode: information.st_ino)
    }

    /// A file that has no name any more, or soon none: read from its beginning to its end.
    final class OpenFile {
        private let descriptor: CInt

        init(_ path: String) throws(Failure) {
            descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure() }
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        func size() throws(Failure) -> Int {
            var information = stat()
            guard unsafe fstat(descriptor, &information) == 0 else { throw failure() }
            return Int(information.st_size)
        }

        /// At most `limit` bytes more; none at the end.
        func read(_ limit: Int) throws(Failure) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: limit)
            while true {
                let count = unsafe Glibc.read(descriptor, &bytes, limit)
                if count >= 0 { return Array(bytes.prefix(count)) }
                guard errno == EINTR else { throw failure() }
            }
        }
    }

    /// Takes away a file's name; whoever has it open keeps it.
    static func unlink(_ path: String) throws(Failure) {
        guard unsafe Glibc.unlink(path) == 0 else { throw failure() }
    }

    static var processID: CInt { getpid() }

    /// Makes an empty file that nobody else can read; fails when there is one.
    static func createPrivate(_ path: String) throws(Failure) {
        let file = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure() }
        close(file)
    }

    /// Takes the file from everybody but its owner.
    static func makePrivate(_ path: String) throws(Failure) {
        guard unsafe chmod(path, 0o600) == 0 else { throw failure() }
    }

    /// The whole file; fails when it is larger than `limit` bytes.
    static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        var information = stat()
        guard unsafe fstat(file, &information) == 0 else { throw failure() }
        switch information.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw Failure(reason: "is a folder; give a file", isExisting: true)
        default: throw Failure(reason: "is no plain file; give a file", isExisting: true)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(Int(information.st_size), limit) + 1)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe Glibc.read(file, &buffer, buffer.count)
            guard count >= 0 else { throw failure() }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            if bytes.count > limit {
                throw Failure(reason: "larger than \(limit >> 20) MiB", isExisting: true)
            }
        }
    }

    /// GB18030 as UTF-8; nil when the bytes are no GB18030.
    static func utf8(fromGB18030 bytes: [UInt8]) -> [UInt8]? {
        guard let converter = unsafe iconv_open("UTF-8", "GB18030"),
            Int(bitPattern: converter) != -1
        else { return nil }
        defer { unsafe iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: bytes.count * 2 + 16)
        let left = unsafe input.withUnsafeMutableBufferPointer { from in
            unsafe output.withUnsafeMutableBufferPointer { to -> Int? in
                var source = from.baseAddress
                var sourceLeft = from.count
                var target = to.baseAddress
                var targetLeft = to.count
                let result = unsafe iconv(converter, &source, &sourceLeft, &target, &targetLeft)
                return result == -1 || sourceLeft > 0 ? nil : targetLeft
            }
        }
        guard let left else { return nil }
        return output.dropLast(left).map { UInt8(bitPattern: $0) }
    }

    private static func failure() -> Failure {
        let code = errno
        return Failure(reason: unsafe String(cString: strerror(code)), isExisting: code == EEXIST)
    }
}
