import Glibc

/// A pipe through which a signal wakes whoever waits for somebody to type.
enum Wake {
    private static let ends: (reading: Int32, writing: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        return (ends[0], ends[1])
    }()

    /// What becomes readable when somebody is to be woken.
    static var descriptor: Int32 { ends.reading }

    /// Wakes the reader, now or when it next waits, and tells it which signal came.
    static func up(_ signal: Int32) { POSIX.write([UInt8(signal)], to: ends.writing) }

    /// Whether a signal came that nobody was told of yet.
    static var isUp: Bool {
        var source = pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&source, 1, 0) > 0
    }

    /// Forgets earlier wakings.
    static func clear() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(ends.reading, &bytes, bytes.count) > 0 {}
    }

    /// Waits until `source` can be read; false when it was woken instead.
    static func isReadable(_ source: Int32) -> Bool {
        while true {
            var sources = [
                pollfd(fd: source, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&sources, 2, -1) >= 0 else { continue }
            if sources[1].revents != 0 { return false }
            if sources[0].revents != 0 { return true }
        }
    }
}
