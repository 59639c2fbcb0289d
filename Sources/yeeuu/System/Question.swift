import Glibc

/// A question to whoever sits at the terminal.
enum Question {
    private static let interruption: UInt8 = 3

    /// Shows `question` on standard error and reads the answer; a hidden one is not shown.
    ///
    /// What was typed before the question is thrown away, so that nothing is answered by mistake.
    /// Ctrl-C arrives as a character that ends the line: whoever listens for the signal is not
    /// told, and the terminal is never left without its echo. (0 switches a character off.)
    static func ask(_ question: String, isHidden: Bool) -> TypedLine {
        var before = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &before) == 0 else { return .nobody }
        var during = before
        if isHidden { during.c_lflag &= ~tcflag_t(ECHO) }
        unsafe withUnsafeMutableBytes(of: &during.c_cc) { characters in
            unsafe characters[Int(VINTR)] = 0
            unsafe characters[Int(VEOL)] = interruption
        }
        Wake.clear()
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &during)
        POSIX.write(question.utf8, to: STDERR_FILENO)
        let answer = read()
        _ = unsafe tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
        if isHidden || answer.text == nil { POSIX.write([10], to: STDERR_FILENO) }
        return answer
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
