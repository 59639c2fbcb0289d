import CEdit

/// Where the REPL's lines come from: the terminal with editing and history, or a pipe.
enum LineReader {
    /// What came.
    enum Input: Equatable {
        case line(String)
        case interrupted
        case end
    }

    case terminal(LineEditor)
    case pipe

    /// Reads a line; the prompt is shown on a terminal alone.
    func read(prompt: String) -> Input {
        switch self {
        case .terminal(let editor): editor.read(prompt: prompt)
        case .pipe: POSIX.readLine().map { .line($0) } ?? .end
        }
    }

    /// Keeps `line` for the history.
    func remember(_ line: String) {
        if case .terminal(let editor) = self { editor.remember(line) }
    }
}

/// libedit on the process's terminal.
///
/// Safe: the C object is opened once, never leaves this class, and is closed with it.
@safe
final class LineEditor {
    private let edit: OpaquePointer
    private let history: String

    /// An editor whose history is the file `history`; nil when the terminal cannot be used.
    init?(history: String) {
        guard let edit = unsafe cedit_open("yeeuu", 1000) else { return nil }
        unsafe self.edit = unsafe edit
        self.history = history
        _ = unsafe cedit_load(edit, history)
    }

    deinit {
        _ = unsafe cedit_save(edit, history)
        unsafe cedit_close(edit)
    }

    /// Reads a line with editing.
    func read(prompt: String) -> LineReader.Input {
        unsafe prompt.withCString { prompt in
            var line: UnsafePointer<CChar>?
            switch unsafe Int(cedit_read(edit, prompt, &line)) {
            case 1:
                guard let line = unsafe line else { return .end }
                return unsafe .line(String(cString: line))
            case -1: return .interrupted
            default: return .end
            }
        }
    }

    /// Keeps `line` for the history.
    func remember(_ line: String) { unsafe cedit_remember(edit, line) }
}
