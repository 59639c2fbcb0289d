import Glibc

/// The operating system's calls that the command needs; the only unsafe code in it.
enum POSIX {
    /// Whether the descriptor is a terminal.
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The terminal's columns; nil when `descriptor` is none.
    static func columns(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Writes all of `bytes`.
    ///
    /// - Returns: nil, or the number of the error: EPIPE once nobody reads any more, ENOSPC when
    ///   the disk is full.
    @discardableResult
    static func write(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Int32? {
        let bytes = Array(bytes)
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor,
                    buffer.baseAddress?.advanced(by: done),
                    bytes.count - done
                )
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : EIO }
            done += count
        }
        return nil
    }

    /// Whether an error of writing says that nobody reads any more.
    static func isClosedPipe(_ number: Int32) -> Bool { number == EPIPE }

    /// The login name of the user that runs the program.
    static func loginName() -> String {
        guard let entry = unsafe getpwuid(getuid()), let name = unsafe entry.pointee.pw_name else {
            return "uid\(getuid())"
        }
        return unsafe String(cString: name)
    }

    /// The words of an error number.
    static func reason(_ number: Int32 = errno) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }

    /// Unix seconds.
    static func seconds() -> Int64 { Int64(time(nil)) }

    /// Seconds of a clock that never goes back.
    static func monotonic() -> Double {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    /// The current folder.
    static func currentFolder() -> String {
        guard let path = unsafe getcwd(nil, 0) else { return "." }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// This process's id.
    static func processID() -> Int { Int(getpid()) }

    /// A write past a file size limit (RLIMIT_FSIZE) fails, instead of ending the process.
    static func keepFileSizeLimitAnError() { _ = signal(SIGXFSZ, SIG_IGN) }

    /// Ends the process at once.
    static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}
