/// Where the REPL's lines come from: a person at a terminal, or a pipe.
enum LineReader {
    case terminal(LineEditor)
    case pipe(LineSource)

    /// Whether a person types.
    var isPerson: Bool {
        if case .terminal = self { true } else { false }
    }

    /// Reads a line; the prompt is shown to a person alone.
    func read(prompt: String) async -> TypedLine {
        switch self {
        case .terminal(let editor): await editor.read(prompt: prompt)
        case .pipe(let source): source.next()
        }
    }

    /// Keeps `entry` for the history.
    func remember(_ entry: String) {
        if case .terminal(let editor) = self { editor.remember(entry) }
    }
}
