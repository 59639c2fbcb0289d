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

    /// Writes a file that only its owner can read, whole or not at all.
    static func write(_ bytes: [UInt8], to path: String, overwrite: Bool) throws(Failure) {
        if !overwrite, exists(path) { throw Failure(reason: "exists", isExisting: true) }
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).new"
        let file = unsafe open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure() }
        do throws(Failure) {
            defer { close(file) }
            try write(bytes, to: file)
            guard fsync(file) == 0 else { throw failure() }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        try put(temporary, in: path, overwrite: overwrite)
    }

    /// A hard link refuses a name that somebody took meanwhile; a rename would replace it.
    private static func put(
        _ temporary: String,
        in path: String,
        overwrite: Bool
    ) throws(Failure) {
        defer { _ = unsafe unlink(temporary) }
        let result = unsafe overwrite ? rename(temporary, path) : link(temporary, path)
        guard result == 0 else { throw failure() }
    }

    private static func write(_ bytes: [UInt8], to file: CInt) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { rest in
                unsafe Glibc.write(file, rest.baseAddress, rest.count)
            }
            guard count > 0 else { throw failure() }
            written += count
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
