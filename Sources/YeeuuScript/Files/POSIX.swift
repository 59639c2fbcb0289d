import Glibc

/// The system calls of this module; all its unsafe code is here.
enum POSIX {
    /// The path with every link followed; nil when it does not exist.
    static func realPath(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(validatingCString: resolved)
    }

    /// Whether there is something at `path`, a broken link included.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Whether a link stands at `path`.
    static func isLink(_ path: String) -> Bool { kind(path) == S_IFLNK }

    /// Whether a plain file stands at `path`: no link, folder, pipe or device.
    static func isPlainFile(_ path: String) -> Bool { kind(path) == S_IFREG }

    private static func kind(_ path: String) -> mode_t? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT
    }

    /// What tells a file from every other and from itself before it was changed; nil without one.
    static func identity(_ path: String) -> String? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        let changed = status.st_mtim
        return "\(status.st_dev) \(status.st_ino) \(status.st_size) "
            + "\(changed.tv_sec).\(changed.tv_nsec)"
    }

    /// Makes a folder for its owner alone; nothing when there is one.
    static func makeFolder(_ path: String) throws(FileProblem) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw FileProblem(lastError)
        }
    }

    /// The bytes of a file that is no link, at most `limit`; an error in words otherwise.
    static func read(_ path: String, limit: Int) -> Result<[UInt8], FileProblem> {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(FileProblem(lastError)) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            return .failure(FileProblem(lastError))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return .failure(FileProblem("no file")) }
        guard status.st_size <= limit else {
            return .failure(FileProblem("larger than \(limit >> 20) MiB"))
        }
        return bytes(descriptor, Int(status.st_size), limit: limit)
    }

    private static func bytes(
        _ descriptor: Int32,
        _ expected: Int,
        limit: Int
    ) -> Result<[UInt8], FileProblem> {
        var content: [UInt8] = []
        content.reserveCapacity(expected)
        var chunk = [UInt8](repeating: 0, count: 65536)
        while content.count <= limit {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return .success(content) }
            if count > 0 {
                content += chunk[..<count]
            } else if errno != EINTR {
                return .failure(FileProblem(lastError))
            }
        }
        return .failure(FileProblem("larger than \(limit >> 20) MiB"))
    }

    private static var lastError: String { unsafe String(cString: strerror(errno)) }
}

/// Why a file cannot be used, in words.
struct FileProblem: Error {
    let words: String

    init(_ words: String) { self.words = words }
}
