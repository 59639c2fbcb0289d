import Glibc

/// A system call that failed: its name and `errno`.
struct SystemFailure: Error, Equatable, CustomStringConvertible {
    let call: String
    let code: Int32
    let path: String

    /// The call, the path and the system's own words for the code.
    var description: String { "\(path): \(call): \(SystemFailure.words(code))" }

    static func words(_ code: Int32) -> String {
        guard let message = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: message)
    }
}

/// What the log asks of the operating system, and the only place that does.
///
/// `FileFaults` lets a test fail one call; nothing else is abstracted.
struct File: ~Copyable {
    let descriptor: Int32
    let path: String

    init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(SystemFailure) {
        descriptor = try File.check("open", path) {
            unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
        }
        self.path = path
    }

    deinit { Glibc.close(descriptor) }

    private static func check(
        _ call: String,
        _ path: String,
        _ body: () -> Int32
    ) throws(SystemFailure) -> Int32 {
        while true {
            let result = body()
            if result >= 0 { return result }
            if errno != EINTR { throw SystemFailure(call: call, code: errno, path: path) }
        }
    }

    /// One `write` at an offset; a short count is the caller's to judge.
    func write(_ bytes: [UInt8], at offset: Int) throws(SystemFailure) -> Int {
        if let fault = FileFaults.next(.write) {
            if fault < 0 {
                return try write(Array(bytes.dropLast(bytes.count / 2)), plainAt: offset)
            }
            throw SystemFailure(call: "write", code: fault, path: path)
        }
        return try write(bytes, plainAt: offset)
    }

    /// One `write` of a buffer from a byte on.
    func write(
        _ buffer: borrowing LineWriter,
        from start: Int,
        at offset: Int
    ) throws(SystemFailure) -> Int {
        var count = buffer.count - start
        if let fault = FileFaults.next(.write) {
            if fault >= 0 { throw SystemFailure(call: "write", code: fault, path: path) }
            count -= count / 2
        }
        while true {
            let written = unsafe buffer.withBytes {
                let bytes = unsafe UnsafeRawBufferPointer(rebasing: $0[start..<start + count])
                return unsafe pwrite(descriptor, bytes.baseAddress, count, off_t(offset))
            }
            if written >= 0 { return written }
            if errno != EINTR { throw SystemFailure(call: "write", code: errno, path: path) }
        }
    }

    /// How large this process may make a file.
    static var sizeLimit: Int {
        var limit = rlimit()
        let code = unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        return code == 0 && limit.rlim_cur < UInt(Int.max) ? Int(limit.rlim_cur) : .max
    }

    private func write(_ bytes: [UInt8], plainAt offset: Int) throws(SystemFailure) -> Int {
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
            }
            if count >= 0 { return count }
            if errno != EINTR { throw SystemFailure(call: "write", code: errno, path: path) }
        }
    }

    /// Up to `count` bytes from `offset`; fewer at the end of the file.
    func read(at offset: Int, count: Int) throws(SystemFailure) -> [UInt8] {
        var failed: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = unsafe pread(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + filled },
                    count - filled,
                    off_t(offset + filled)
                )
                if got == 0 { return }
                if got > 0 {
                    filled += got
                } else if errno != EINTR {
                    failed = errno
                    return
                }
            }
        }
        if failed != 0 { throw SystemFailure(call: "read", code: failed, path: path) }
        return bytes
    }

    /// Up to `count` bytes from `offset` into a buffer that is made larger where it must be.
    ///
    /// Answers with how many came; fewer at the end of the file.
    func read(
        into buffer: inout [UInt8],
        at offset: Int,
        count: Int
    ) throws(SystemFailure) -> Int {
        if buffer.count < count { buffer = [UInt8](repeating: 0, count: count) }
        var filled = 0
        while filled < count {
            let got = unsafe buffer.withUnsafeMutableBytes {
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[filled..<count])
                return unsafe pread(
                    descriptor,
                    rest.baseAddress,
                    rest.count,
                    off_t(offset + filled)
                )
            }
            if got == 0 { break }
            if got > 0 {
                filled += got
            } else if errno != EINTR {
                throw SystemFailure(call: "read", code: errno, path: path)
            }
        }
        return filled
    }

    func sync(dataOnly: Bool) throws(SystemFailure) {
        if dataOnly { return try File.syncData(descriptor, path) }
        if let fault = FileFaults.next(.fsync) {
            throw SystemFailure(call: "fsync", code: fault, path: path)
        }
        _ = try File.check("fsync", path) { fsync(descriptor) }
    }

    /// `fdatasync` of a file that somebody else keeps open.
    static func syncData(_ descriptor: Int32, _ path: String) throws(SystemFailure) {
        if let fault = FileFaults.next(.fdatasync) {
            throw SystemFailure(call: "fdatasync", code: fault, path: path)
        }
        _ = try check("fdatasync", path) { fdatasync(descriptor) }
    }

    func truncate(to size: Int) throws(SystemFailure) {
        if let fault = FileFaults.next(.truncate) {
            throw SystemFailure(call: "ftruncate", code: fault, path: path)
        }
        _ = try File.check("ftruncate", path) { ftruncate(descriptor, off_t(size)) }
    }

    /// Reserves room past the end without changing the size; false where the file system cannot.
    func reserve(at offset: Int, count: Int) throws(SystemFailure) -> Bool {
        if let fault = FileFaults.next(.reserve) {
            throw SystemFailure(call: "fallocate", code: fault, path: path)
        }
        do {
            _ = try File.check("fallocate", path) {
                Fallocate.call(descriptor, Fallocate.keepSize, off_t(offset), off_t(count))
            }
            return true
        } catch  where error.code == EOPNOTSUPP || error.code == ENOSYS || error.code == EINVAL {
            return false
        }
    }

    func lock() throws(SystemFailure) {
        _ = try File.check("flock", path) { flock(descriptor, LOCK_EX) }
    }

    func unlock() { _ = flock(descriptor, LOCK_UN) }

    /// Size and identity of the open file.
    func status() throws(SystemFailure) -> FileStatus {
        var info = stat()
        _ = try File.check("fstat", path) { unsafe fstat(descriptor, &info) }
        return FileStatus(info)
    }

    /// Size and identity of whatever stands under a path now; nil when nothing does.
    static func status(_ path: String) throws(SystemFailure) -> FileStatus? {
        var info = stat()
        do {
            _ = try check("stat", path) { unsafe stat(path, &info) }
        } catch  where error.code == ENOENT {
            return nil
        }
        return FileStatus(info)
    }

    static func makeFolder(_ path: String) throws(SystemFailure) {
        do {
            _ = try check("mkdir", path) { unsafe mkdir(path, 0o700) }
        } catch  where error.code == EEXIST {}
    }

    static func syncFolder(_ path: String) throws(SystemFailure) {
        try File(path, O_RDONLY | O_DIRECTORY).sync(dataOnly: false)
    }

    static func rename(_ from: String, to path: String) throws(SystemFailure) {
        if let fault = FileFaults.next(.rename) {
            throw SystemFailure(call: "rename", code: fault, path: path)
        }
        _ = try check("rename", path) { unsafe Glibc.rename(from, path) }
    }

    static func remove(_ path: String) { _ = unsafe unlink(path) }

    /// The names in a folder but `.` and `..`, sorted by their bytes.
    static func names(in path: String) throws(SystemFailure) -> [String] {
        guard let folder = unsafe opendir(path) else {
            throw SystemFailure(call: "opendir", code: errno, path: path)
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// A whole file; nil when it is absent.
    static func contents(_ path: String) throws(SystemFailure) -> [UInt8]? {
        guard let status = try status(path) else { return nil }
        let file = try File(path, O_RDONLY)
        return try file.read(at: 0, count: status.size)
    }

    /// Writes a file so that either the old or the new one stands there after a crash.
    static func replace(
        _ path: String,
        with bytes: [UInt8],
        in folder: String,
        durable: Bool = true
    ) throws(SystemFailure) {
        let temporary = "\(path).new"
        try writeNew(temporary, bytes, durable: durable)
        try rename(temporary, to: path)
        if durable { try syncFolder(folder) }
    }

    private static func writeNew(
        _ path: String,
        _ bytes: [UInt8],
        durable: Bool
    ) throws(SystemFailure) {
        let file = try File(path, O_WRONLY | O_CREAT | O_TRUNC)
        guard try file.write(bytes, at: 0) == bytes.count else {
            throw SystemFailure(call: "write", code: ENOSPC, path: path)
        }
        if durable { try file.sync(dataOnly: false) }
    }
}

/// `fallocate` stands behind a macro that Swift's view of glibc does not set, so it is looked up.
private enum Fallocate {
    typealias Function = @convention(c) (Int32, Int32, off_t, off_t) -> Int32
    static let keepSize: Int32 = 1

    private static let function: Function? = {
        guard let symbol = unsafe dlsym(nil, "fallocate") else { return nil }
        return unsafe unsafeBitCast(symbol, to: Function.self)
    }()

    static func call(_ file: Int32, _ mode: Int32, _ offset: off_t, _ count: off_t) -> Int32 {
        guard let function else {
            errno = ENOSYS
            return -1
        }
        return function(file, mode, offset, count)
    }
}

/// What `stat` says, as far as the log cares.
struct FileStatus: Equatable {
    let size: Int
    let device: UInt
    let inode: UInt
    let links: Int

    init(_ info: stat) {
        size = Int(info.st_size)
        device = UInt(info.st_dev)
        inode = UInt(info.st_ino)
        links = Int(info.st_nlink)
    }

    func isSameFile(as other: FileStatus?) -> Bool {
        device == other?.device && inode == other?.inode
    }
}

enum SystemRandom {
    /// Fills memory from the system's generator, 256 bytes a call: the most that one gives.
    static func fill(_ memory: UnsafeMutableRawBufferPointer) {
        var start = 0
        while start < memory.count {
            let end = min(start + 256, memory.count)
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start..<end])
            if unsafe getentropy(part.baseAddress, part.count) != 0 {
                var generator = SystemRandomNumberGenerator()
                for place in part.indices {
                    unsafe part[place] = .random(in: .min ... .max, using: &generator)
                }
            }
            start += 256
        }
    }
}

enum SystemClock {
    static func microseconds(_ clock: clockid_t) -> Int {
        var now = timespec()
        unsafe clock_gettime(clock, &now)
        return now.tv_sec * 1_000_000 + now.tv_nsec / 1000
    }

    static func wall() -> Int { microseconds(CLOCK_REALTIME) }
    static func boot() -> Int { microseconds(CLOCK_BOOTTIME) }

    /// The running boot's id, so that `mono` values of two boots are never compared.
    static func bootID() -> String {
        guard let file = try? File("/proc/sys/kernel/random/boot_id", O_RDONLY),
            let bytes = try? file.read(at: 0, count: 36)
        else { return "unknown" }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The constants that other files speak of, so that only this one imports the system.
enum OpenFlags {
    static let read = O_RDONLY
    static let append = O_RDWR | O_CREAT
    static let create = O_RDWR | O_CREAT | O_EXCL
}

extension SystemFailure {
    static let noSpace = ENOSPC
    static let quota = EDQUOT
    static let tooBig = EFBIG
}
