/// What came where a line was waited for.
enum TypedLine: Equatable, Sendable {
    case line(String)
    /// Ctrl-C, or another signal to end.
    case interrupted
    /// Ctrl-D, or the end of a pipe.
    case end
    /// No terminal: nobody can be asked.
    case nobody

    /// The line, if one came.
    var text: String? {
        if case .line(let text) = self { text } else { nil }
    }
}
