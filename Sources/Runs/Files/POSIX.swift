import Glibc

/// The system calls of this module; all unsafe code of `Runs` is here.
enum POSIX {
    /// Microseconds since 1970.
    static func microseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// `20261201-093015`: a time in UTC.
    static func utc(_ seconds: Int64) -> String {
        var time = time_t(seconds)
        var parts = unsafe tm()
        unsafe gmtime_r(&time, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (year, month, day) = unsafe (parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday)
        let (hour, minute, second) = unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec)
        return "\(year)\(two(month))\(two(day))-\(two(hour))\(two(minute))\(two(second))"
    }

    /// This process's id.
    static var processID: Int { Int(getpid()) }

    /// Opens or creates a file that only its owner reads; nil on failure.
    static func open(_ path: String, truncating: Bool) -> Int32? {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | (truncating ? O_TRUNC : 0)
        let descriptor = unsafe Glibc.open(path, flags, 0o600)
        return descriptor < 0 ? nil : descriptor
    }

    /// Closes a descriptor.
    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    /// Takes an exclusive lock without waiting; false when somebody holds it.
    static func lock(_ descriptor: Int32) -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// Opens a folder to be locked; nil on failure.
    static func openFolder(_ path: String) -> Int32? {
        let descriptor = unsafe Glibc.open(
            path.isEmpty ? "/" : path,
            O_RDONLY | O_DIRECTORY | O_CLOEXEC
        )
        return descriptor < 0 ? nil : descriptor
    }

    /// What became of the wish for a lock.
    enum Locking { case taken, held, impossible }

    /// Takes an exclusive lock without waiting, where the file system has locks of such a file.
    static func tryLock(_ descriptor: Int32) -> Locking {
        if lock(descriptor) { return .taken }
        return errno == EWOULDBLOCK ? .held : .impossible
    }

    /// Whether the file under `path` is the one that is open.
    static func isStill(_ descriptor: Int32, at path: String) -> Bool {
        var (own, named) = (stat(), stat())
        guard unsafe fstat(descriptor, &own) == 0, unsafe stat(path, &named) == 0 else {
            return false
        }
        return own.st_ino == named.st_ino && own.st_dev == named.st_dev
    }

    /// Replaces the content of an open file.
    static func replace(_ descriptor: Int32, with bytes: [UInt8]) -> Bool {
        guard ftruncate(descriptor, 0) == 0 else { return false }
        return unsafe pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    }

    /// At most the first 4,096 bytes of an open file.
    static func read(_ descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(0, count)))
    }

    /// Whether something stands at `path`.
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// The content of a file; nil on failure.
    static func readAll(_ path: String) -> [UInt8]? {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 { return nil }
            if count == 0 { return content }
            content += chunk[..<count]
        }
    }

    /// Writes all of `bytes`; the error in words when it cannot.
    static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> String? {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes[done...].withUnsafeBytes { rest in
                unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return unsafe String(cString: strerror(errno))
            }
            done += count
        }
        return nil
    }

    /// The names in a folder, sorted; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            names.append(name)
        }
        return names.sorted()
    }

    /// Makes a folder for its owner alone, unless it is there.
    static func makeFolder(_ path: String) { _ = unsafe mkdir(path, 0o700) }

    /// What the last system call failed of, in words.
    static var lastError: String { unsafe String(cString: strerror(errno)) }

    /// This machine's name.
    static var hostName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&bytes, 255) == 0 else { return "" }
        return String(
            decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }
}
