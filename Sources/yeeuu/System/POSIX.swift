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

    /// A pipe of the process's own whose ends never block; -1 twice when there is none to be had.
    static func pipe() -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        return (ends[0], ends[1])
    }

    /// Everything that waits in a pipe that does not block.
    static func bytes(waitingIn descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
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

    /// The words of the command line as they came, the program's own name left out.
    static func argumentBytes() -> [[UInt8]] {
        (1..<max(1, Int(CommandLine.argc))).map { place in
            guard let word = unsafe CommandLine.unsafeArgv[place] else { return [] }
            return unsafe Array(UnsafeRawBufferPointer(start: word, count: strlen(word)))
        }
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

    /// Whether two descriptors are one file, or both a terminal: what is written to them mixes.
    static func areOneFile(_ one: Int32, _ other: Int32) -> Bool {
        if isTerminal(one) && isTerminal(other) { return true }
        var (first, second) = (stat(), stat())
        guard unsafe fstat(one, &first) == 0, unsafe fstat(other, &second) == 0 else {
            return false
        }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Keeps the numbers of streams that are closed from being given to other files: what is
    /// written to them fails, and reaches nothing.
    static func occupyStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            let isInput = descriptor == STDIN_FILENO
            _ = unsafe open("/dev/null", isInput ? O_WRONLY : O_RDONLY)
        }
    }

    /// A write to a pipe that nobody reads fails, instead of ending the process.
    static func keepClosedPipesAnError() { _ = signal(SIGPIPE, SIG_IGN) }

    /// Ends the process as a write to a pipe that nobody reads ends others.
    static func endAsClosedPipe() -> Never {
        _ = signal(SIGPIPE, SIG_DFL)
        _ = kill(getpid(), SIGPIPE)
        exitAtOnce(128 + SIGPIPE)
    }

    /// Whether whoever started the process had a signal ignored.
    static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// A write past a file size limit (RLIMIT_FSIZE) fails, instead of ending the process.
    static func keepFileSizeLimitAnError() { _ = signal(SIGXFSZ, SIG_IGN) }

    /// Ends the process with nothing done before.
    static func exitAtOnce(_ code: Int32) -> Never { _exit(code) }

    /// Ends the process.
    static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}
