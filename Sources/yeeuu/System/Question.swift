import Glibc
import Synchronization

/// A question to whoever sits at the terminal.
enum Question {
    private static let interruption: UInt8 = 3
    /// How the terminal was before the question that is open.
    private static let before = Mutex<termios?>(nil)

    /// Shows `question` on standard error and reads the answer; a hidden one is not shown.
    ///
    /// What was typed before the question is thrown away, so that nothing is answered by mistake.
    /// Ctrl-C arrives as a character that ends the line, and any signal to end ends it too, so the
    /// terminal is never left without its echo. (0 switches a character off.)
    static func ask(_ question: String, isHidden: Bool) -> TypedLine {
        var old = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &old) == 0 else { return .nobody }
        var during = old
        if isHidden { during.c_lflag &= ~tcflag_t(ECHO) }
        unsafe withUnsafeMutableBytes(of: &during.c_cc) { characters in
            unsafe characters[Int(VINTR)] = 0
            unsafe characters[Int(VSUSP)] = 0
            unsafe characters[Int(VEOL)] = interruption
        }
        Wake.clear()
        let signals = Interrupts.areTaken ? nil : SignalSources { Wake.up($0) }
        before.withLock { $0 = old }
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &during)
        POSIX.write(question.utf8, to: STDERR_FILENO)
        let answer = read()
        restore()
        signals?.end()
        if isHidden || answer.text == nil { POSIX.write([10], to: STDERR_FILENO) }
        return answer
    }

    /// Gives the terminal back as it was before the question, if one is open.
    static func restore() {
        let old = before.withLock { before in
            defer { before = nil }
            return before
        }
        guard var old else { return }
        _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &old)
    }

    private static func read() -> TypedLine {
        var typed: [UInt8] = []
        while true {
            guard Wake.isReadable(STDIN_FILENO) else { return .interrupted }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = unsafe Glibc.read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return .end }
            typed += chunk[..<count]
            if typed.last == interruption { return .interrupted }
            if typed.last == 10 { return .line(String(decoding: typed.dropLast(), as: UTF8.self)) }
        }
    }
}
