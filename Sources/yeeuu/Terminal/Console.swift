import Synchronization

/// The streams of the process: data to standard output, words and progress to standard error.
///
/// Data are kept back until 32 KiB are together unless a terminal or another reader waits for
/// each line; the words of an error always come after the data before them.
final class Console: Sendable {
    /// What the user wants to see.
    struct Manner: Sendable, Equatable {
        /// Only data and errors.
        var isQuiet = false
        /// Colours on standard error.
        var hasColors = false
        /// Whether a person reads standard output.
        var isOutputTerminal = false
        /// Whether a person reads standard error.
        var isErrorTerminal = false

        /// Whether there is somebody to see how far a run is.
        var showsProgress: Bool { isErrorTerminal && !isQuiet }
        /// Whether a person can answer.
        var isInputTerminal = false
    }

    private struct State {
        var manner = Manner()
        var pending: [UInt8] = []
        var progress = ""
        /// The number of the error that ended standard output.
        var broken: Int32?
    }

    private let state = Mutex(State())
    private let output: Int32
    private let errors: Int32

    /// A console on two descriptors.
    init(output: Int32 = 1, errors: Int32 = 2) {
        self.output = output
        self.errors = errors
    }

    /// What the user wants to see.
    var manner: Manner {
        get { state.withLock { $0.manner } }
        set { state.withLock { $0.manner = newValue } }
    }

    /// Writes `text` to standard output as it is.
    func data(_ text: String) {
        state.withLock { state in
            state.pending.append(contentsOf: text.utf8)
            if state.manner.isOutputTerminal || state.pending.count >= 32768 {
                clearProgress(state)
                flush(&state)
                drawProgress(state)
            }
        }
    }

    /// Writes a line to standard output.
    func line(_ text: String) { data(text + "\n") }

    /// Writes words on standard error, unless the user wants it quiet.
    func words(_ text: String) {
        if !manner.isQuiet { tell(text) }
    }

    /// Writes a warning on standard error, also when it is quiet.
    func warn(_ text: String) { tell(colored("warning: ", .yellow) + text) }

    /// Writes an error on standard error.
    func error(_ text: String) { tell(colored("yeeuu: ", .red) + text) }

    /// Writes a line on standard error whatever the user wants.
    func tell(_ text: String) {
        state.withLock { state in
            flush(&state)
            clearProgress(state)
            POSIX.write(Array((text + "\n").utf8), to: errors)
            drawProgress(state)
        }
    }

    /// Whether there is somebody to see progress.
    var showsProgress: Bool { state.withLock { $0.manner.showsProgress } }

    /// Shows `text` as the last line of standard error until the next one; on a terminal alone.
    func progress(_ text: String) {
        state.withLock { state in
            guard state.manner.showsProgress else { return }
            clearProgress(state)
            state.progress = text
            drawProgress(state)
        }
    }

    /// Asks on standard error and reads a line.
    func ask(_ question: String) -> TypedLine { asked(question, isHidden: false) }

    /// Asks for a secret, which is not shown.
    func askHidden(_ question: String) -> TypedLine { asked(question, isHidden: true) }

    /// Goes on when a person says yes to `question`.
    ///
    /// - Throws: `unasked` when nobody can be asked, ``Problem/declined``, ``Problem/interrupted``.
    func confirm(_ question: String, unasked: Problem) throws(Problem) {
        switch ask(question + " [y/N] ") {
        case .nobody: throw unasked
        case .interrupted: throw .interrupted
        case let answer: if !ConsentQuestion.isYes(answer.text) { throw .declined }
        }
    }

    private func asked(_ question: String, isHidden: Bool) -> TypedLine {
        guard manner.isInputTerminal, manner.isErrorTerminal else { return .nobody }
        progress("")
        flush()
        return Question.ask(question, isHidden: isHidden)
    }

    /// Writes out what is kept back.
    func flush() { state.withLock { flush(&$0) } }

    /// Why data did not reach standard output; a reader who left, as `head` does, is no reason.
    var lostData: FileProblem? {
        guard let number = state.withLock({ $0.broken }), !POSIX.isClosedPipe(number) else {
            return nil
        }
        return FileProblem(.write, "standard output", POSIX.reason(number))
    }

    private func flush(_ state: inout State) {
        if state.broken == nil, !state.pending.isEmpty {
            state.broken = POSIX.write(state.pending, to: output)
        }
        state.pending.removeAll(keepingCapacity: true)
    }

    private func clearProgress(_ state: State) {
        if !state.progress.isEmpty { POSIX.write(Array("\r\u{1b}[K".utf8), to: errors) }
    }

    private func drawProgress(_ state: State) {
        if !state.progress.isEmpty { POSIX.write(Array(state.progress.utf8), to: errors) }
    }

    private func colored(_ text: String, _ color: Color) -> String {
        manner.hasColors ? "\u{1b}[\(color.rawValue)m\(text)\u{1b}[0m" : text
    }

    private enum Color: Int {
        case red = 31
        case yellow = 33
    }
}

extension Console.Manner {
    /// What the flags, the environment and the streams say together.
    static func detect(
        quiet: Bool,
        noColor: Bool,
        environment: [String: String],
        isTerminal: (Int32) -> Bool = POSIX.isTerminal
    ) -> Console.Manner {
        var manner = Console.Manner(isQuiet: quiet)
        manner.isInputTerminal = isTerminal(0)
        manner.isOutputTerminal = isTerminal(1)
        manner.isErrorTerminal = isTerminal(2)
        let forbidsColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        manner.hasColors =
            manner.isErrorTerminal && !noColor && !forbidsColor && environment["TERM"] != "dumb"
        return manner
    }
}
