import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: the first one, then the second one.
///
/// The signals' default actions are switched off for good by the first use, so that a Ctrl-C
/// between two runs never leaves a log without its end. Who waits for somebody to type is woken.
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
    }

    private let state = Mutex(State())
    // Dispatch sources are thread-safe but not declared Sendable; made once, never changed.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    /// Begins to listen.
    init() {
        unsafe sources = [SIGINT, SIGTERM].map { number in
            _ = signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global())
        }
        for (number, source) in unsafe zip([SIGINT, SIGTERM], sources) {
            source.setEventHandler { [weak self] in self?.interrupt(number) }
            source.resume()
        }
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
        defer { state.withLock { $0 = outer } }
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
        let act = state.withLock { state in
            state.count += 1
            return state.count == 1 ? state.reaction?.first : state.reaction?.second
        }
        Wake.up(number)
        act?()
    }
}
