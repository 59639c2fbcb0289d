import Synchronization

/// The streams of the process: data to standard output, words and progress to standard error.
///
/// Both are written by a thread of their own (``OutputLane``), so a reader that stops reading holds
/// up nobody but who waits for it here. Where both streams are one file, or both a terminal, what
/// is said keeps its order.
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
        /// Seconds for which the end waits while nothing is read; nil: for ever.
        var patience: Double?
    }

    private let state = Mutex(State())
    private let output: OutputLane
    private let errors: OutputLane

    /// A console on two descriptors; `closed` is told, on another thread, when nobody reads
    /// standard output any more.
    init(output: Int32 = 1, errors: Int32 = 2, closed: @escaping @Sendable () -> Void = {}) {
        let ended: @Sendable (OutputLane.Stream, Int32) -> Void = { stream, number in
            if stream == .output, POSIX.isClosedPipe(number) { closed() }
        }
        if POSIX.areOneFile(output, errors) {
            self.output = OutputLane([.output: output, .errors: errors], ended: ended)
            self.errors = self.output
        } else {
            self.output = OutputLane([.output: output], ended: ended)
            self.errors = OutputLane([.errors: errors])
        }
    }

    private var lanes: [OutputLane] { output === errors ? [output] : [output, errors] }

    /// What the user wants to see.
    var manner: Manner {
        get { state.withLock { $0.manner } }
        set { state.withLock { $0.manner = newValue } }
    }

    // MARK: Data

    /// Writes `text` to standard output as it is; waits while too much is unread.
    ///
    /// Not for where requests are made: see ``put(_:)``.
    func data(_ text: String) {
        put(text)
        while !output.hasRoom(within: 60) {}
    }

    /// Writes a line to standard output; waits while too much is unread.
    func line(_ text: String) { data(text + "\n") }

    /// Writes `text` to standard output as it is, without ever waiting.
    func put(_ text: String) {
        output.put(text, to: .output, isUrgent: manner.isOutputTerminal)
    }

    /// Waits at most so many seconds for what was written to be read.
    ///
    /// - Returns: whether little enough is left, or waiting is of no use any more.
    func hasRoom(within seconds: Double) -> Bool {
        lanes.allSatisfy { $0.hasRoom(within: seconds) }
    }

    /// The same, of what is for standard error alone.
    func wordsHaveRoom(within seconds: Double) -> Bool { errors.hasRoom(within: seconds) }

    // MARK: Words

    /// Writes words on standard error, unless the user wants it quiet.
    func words(_ text: String) {
        if !manner.isQuiet { tell(text) }
    }

    /// Writes a warning on standard error, also when it is quiet.
    func warn(_ text: String) { tell(colored("warning: ", .yellow) + text) }

    /// Writes an error on standard error.
    func error(_ text: String) { tell(colored("yeeuu: ", .red) + text) }

    /// Writes a line on standard error whatever the user wants, without ever waiting.
    func tell(_ text: String) {
        output.flush()
        errors.put(text + "\n", to: .errors, isUrgent: true)
    }

    /// Whether there is somebody to see progress.
    var showsProgress: Bool { state.withLock { $0.manner.showsProgress } }

    /// Shows `text` as the last line of standard error until the next one; on a terminal alone.
    func progress(_ text: String) {
        if showsProgress { errors.show(progress: text) }
    }

    // MARK: Questions

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
        settle()
        return Question.ask(question, isHidden: isHidden)
    }

    // MARK: Waiting for readers

    /// Begins to write what is collected.
    func flush() { for lane in lanes { lane.flush() } }

    /// Waits until everything is written, for as long as it takes or until ``giveUp()``.
    func settle() { for lane in lanes { lane.drain() } }

    /// Makes the end wait at most so long for a reader that does not read; without a bound it waits
    /// for as long as it takes, as lists do for a pager.
    func boundEnd(to seconds: Double) {
        state.withLock { $0.patience = min($0.patience ?? seconds, seconds) }
    }

    /// Waits for the readers at the end of the process; says in ``losses`` what did not get out.
    func finish() {
        let patience = state.withLock { $0.patience }
        for lane in lanes { lane.drain(patience: patience) }
    }

    /// Ends all waiting for readers: somebody wants the program to end.
    func giveUp() { for lane in lanes { lane.giveUp() } }

    /// Lets those wait for readers again who can.
    func becomePatient() { for lane in lanes { lane.becomePatient() } }

    /// What did not get out, a problem a stream.
    var losses: [FileProblem] {
        let losses = output.losses.merging(errors.losses) { one, _ in one }
        return OutputLane.Stream.allCases.compactMap { stream in
            losses[stream].map { FileProblem(.write, Self.name(of: stream), Self.reason($0)) }
        }
    }

    private static func name(of stream: OutputLane.Stream) -> String {
        switch stream {
        case .output: "standard output"
        case .errors: "standard error"
        }
    }

    private static func reason(_ loss: OutputLane.Loss) -> String {
        if let error = loss.error {
            return POSIX.isClosedPipe(error)
                ? "nobody reads it any more; what came after is lost" : POSIX.reason(error)
        }
        if loss.overflow > 0 { return "it is read too slowly; \(loss.overflow) bytes are lost" }
        let seconds = loss.unread ?? 0
        let time = seconds > 0 ? " for \(Durations.text(seconds: seconds))" : ""
        return "nobody has read it\(time); what was left is lost"
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
