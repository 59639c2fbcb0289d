import Glibc

/// A pipe through which a signal wakes whoever waits for somebody to type.
enum Wake {
    private static let ends = POSIX.pipe()

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
    static func clear() { _ = POSIX.bytes(waitingIn: ends.reading) }

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
