import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and the other signals that ask to end: the first one, the second one, the third one.
///
/// The signals' default actions are switched off for good by the first use, so that a Ctrl-C
/// between two runs never leaves a log without its end. Who waits for somebody to type, or for a
/// reader of the output, is woken.
final class Interrupts: Sendable {
    /// What is to be done at an interrupt.
    struct Reaction: Sendable {
        /// Starts nothing more, waits for what is in flight.
        let first: @Sendable () -> Void
        /// Gives up what is in flight.
        let second: @Sendable () -> Void
    }

    private struct State {
        var reaction: Reaction?
        var count = 0
        /// The last signal, and when it came.
        var last: (number: Int32, seconds: Double)?
    }

    private let state = Mutex(State())
    private let console: Console
    /// Whether the third one ends the process; not where each line begins anew.
    private let isDialogue: Bool
    private let sources = Mutex<SignalSources?>(nil)
    private static let listening = Atomic(false)

    /// Whether signals are taken already.
    static var areTaken: Bool { listening.load(ordering: .acquiring) }

    /// Begins to listen; whoever waits for a reader of `console` is woken by any signal.
    init(_ console: Console, isDialogue: Bool = false) {
        self.console = console
        self.isDialogue = isDialogue
        Self.listening.store(true, ordering: .releasing)
        sources.withLock { $0 = SignalSources { [weak self] in self?.interrupt($0) } }
    }

    /// Lets interrupts go to `reaction` while `body` is at work.
    ///
    /// `mindingEarlier`: one that came while nothing could react to it counts as the first.
    func withReaction<Result>(
        _ reaction: Reaction,
        mindingEarlier: Bool = true,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        let outer = state.withLock { state in
            let outer = state
            let wasEarlier = mindingEarlier && outer.reaction == nil && outer.count > 0
            state = State(reaction: reaction, count: wasEarlier ? outer.count : 0)
            return outer
        }
        if mindingEarlier, outer.reaction == nil {
            if outer.count > 0 { reaction.first() }
            if outer.count > 1 { reaction.second() }
        }
        defer {
            state.withLock { state in
                // What came meanwhile goes on counting: a third one ends also what comes after.
                let count = max(outer.count, mindingEarlier ? state.count : 0)
                state = State(reaction: outer.reaction, count: count, last: state.last)
            }
        }
        return try await body()
    }

    /// Whether one has come that nothing reacted to yet.
    var haveCome: Bool { state.withLock { $0.count > 0 && $0.reaction == nil } }

    /// Returns at the next interrupt.
    func next() async {
        await withCheckedContinuation { continuation in
            let once = Mutex(false)
            let resume: @Sendable () -> Void = {
                let isFirst = once.withLock { isDone in
                    defer { isDone = true }
                    return !isDone
                }
                if isFirst { continuation.resume() }
            }
            state.withLock { $0 = State(reaction: Reaction(first: resume, second: resume)) }
        }
    }

    private func interrupt(_ number: Int32) {
        let now = POSIX.monotonic()
        let (count, reaction) = state.withLock { state in
            let isSame = Self.isSame(number, at: now, as: state)
            state.last = (number, now)
            if !isSame { state.count += 1 }
            return (isSame ? 0 : state.count, state.reaction)
        }
        guard count > 0 else { return }
        console.giveUp()
        Wake.up(number)
        switch count {
        case 1: reaction?.first()
        case 2: reaction?.second()
        default: if isDialogue { reaction?.second() } else { Self.endAtOnce() }
        }
    }

    /// Whether a signal is the one before, told once more: a closed terminal's comes from the
    /// kernel and from the shell, and `timeout` signals its child and the child's group.
    private static func isSame(_ number: Int32, at now: Double, as state: State) -> Bool {
        if number == SIGHUP, state.reaction != nil { return state.count > 0 }
        guard let last = state.last, number != SIGINT, number == last.number else { return false }
        return now - last.seconds < 0.1
    }

    /// The log is whole at any moment: what is lost is only what was to be said.
    private static func endAtOnce() -> Never {
        Question.restore()
        POSIX.exitAtOnce(130)
    }
}
