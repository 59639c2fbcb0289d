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

    func sync(dataOnly: Bool) throws(SystemFailure) {
        let call = dataOnly ? "fdatasync" : "fsync"
        if let fault = FileFaults.next(dataOnly ? .fdatasync : .fsync) {
            throw SystemFailure(call: call, code: fault, path: path)
        }
        _ = try File.check(call, path) { dataOnly ? fdatasync(descriptor) : fsync(descriptor) }
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

/// A value behind a mutex with a condition to wait on.
///
/// `@unchecked Sendable`: the value is touched only with the mutex held.
@safe
final class Monitor<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var value: Value

    init(_ value: Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body(&value)
    }

    /// Changes the value and wakes all who wait when `body` says so.
    func change(_ body: (inout Value) -> Bool) {
        if withLock(body) { unsafe pthread_cond_broadcast(condition) }
    }

    /// Waits until `body` yields something, or asks it again after the microseconds it names.
    func wait<Result>(_ body: (inout Value) -> MonitorStep<Result>) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            switch body(&value) {
            case .done(let result): return result
            case .wait(nil): unsafe pthread_cond_wait(condition, mutex)
            case .wait(let pause?):
                let until = SystemClock.microseconds(CLOCK_MONOTONIC) + max(pause, 0)
                var deadline = timespec(
                    tv_sec: until / 1_000_000,
                    tv_nsec: until % 1_000_000 * 1000
                )
                unsafe pthread_cond_timedwait(condition, mutex, &deadline)
            }
        }
    }
}

enum MonitorStep<Result> {
    case done(Result)
    case wait(Int?)
}

/// A thread of its own, joined or left to end by itself.
struct Thread: ~Copyable {
    private let handle: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// - `name`: for the error alone.
    init(_ name: String, _ run: @escaping @Sendable () -> Void) throws(SystemFailure) {
        var handle = pthread_t()
        let box = unsafe Unmanaged.passRetained(Body(run))
        let code = unsafe pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                // A write past RLIMIT_FSIZE must be an error to report, not the end of the process.
                var signals = sigset_t()
                unsafe sigemptyset(&signals)
                unsafe sigaddset(&signals, SIGXFSZ)
                unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            box.toOpaque()
        )
        guard code == 0 else {
            unsafe box.release()
            throw SystemFailure(call: "pthread_create", code: code, path: name)
        }
        self.handle = handle
    }

    consuming func join() { pthread_join(handle, nil) }
    consuming func detach() { pthread_detach(handle) }

    static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

extension File {
    /// Where the next line feed stands, found at the speed of memory.
    static func lineFeed(in bytes: [UInt8], from start: Int) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            guard start < buffer.count, let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, 10, buffer.count - start)
            else { return nil }
            return unsafe base.distance(to: UnsafeRawPointer(found))
        }
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
