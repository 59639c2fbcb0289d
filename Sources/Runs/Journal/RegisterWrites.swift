import Dispatch
import Register
import Synchronization

/// Calls a write of the register soon after somebody asked for it, once for all who asked meanwhile; what
/// fails is tried again, ever more seldom, until it succeeds.
///
/// Writes wait a little for each other: a transaction costs as much as some ten outcomes.
final class RegisterWrites: Sendable {
    typealias Write = @Sendable () throws(RegisterError) -> Void

    private struct State {
        var isScheduled = false
        var isUrgent = false
        var failure: RegisterError?
        var failures = 0
        var tell: (@Sendable (RegisterError) -> Void)?
    }

    /// How long a write waits for company.
    static let delay = DispatchTimeInterval.milliseconds(50)
    /// The longest pause before a write that failed is tried again.
    private static let longestPause = 5_000
    /// How often the last write is tried.
    private static let lastTries = 2

    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// `label` is what its queue is called.
    init(_ label: String) { queue = DispatchQueue(label: label) }

    /// Why the latest write failed; nil when it did not.
    var failure: RegisterError? { state.withLock { $0.failure } }

    /// Tells `tell` of the first failure from now on, once.
    func begin(telling tell: @escaping @Sendable (RegisterError) -> Void) {
        state.withLock { state in
            state.failure = nil
            state.failures = 0
            state.tell = tell
        }
    }

    /// Calls `write` soon, or at once; after a failure when its pause is over.
    ///
    /// One call comes after the other.
    func ask(isUrgent: Bool = false, _ write: @escaping Write) {
        let (isFirst, isNewlyUrgent) = state.withLock { state in
            if state.failures > 0 { return (false, false) }
            defer { state.isScheduled = true }
            let isNewlyUrgent = isUrgent && !state.isUrgent
            if isUrgent { state.isUrgent = true }
            return (!state.isScheduled, isNewlyUrgent)
        }
        if isNewlyUrgent {
            queue.async { self.attempt(write) }
        } else if isFirst {
            queue.asyncAfter(deadline: .now() + Self.delay) { self.attempt(write) }
        }
    }

    /// Calls `write` now, a few times where it fails, and answers with why it failed at last.
    func finish(_ write: @escaping Write) async -> RegisterError? {
        await withCheckedContinuation { continuation in
            queue.async { self.finish(Self.lastTries, write, continuation) }
        }
    }

    private func finish(
        _ tries: Int,
        _ write: @escaping Write,
        _ done: CheckedContinuation<RegisterError?, Never>
    ) {
        attempt(write, isLast: true)
        let failure = failure
        if failure == nil || tries == 1 { return done.resume(returning: failure) }
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.pause(after: 1))) {
            self.finish(tries - 1, write, done)
        }
    }

    private func attempt(_ write: @escaping Write, isLast: Bool = false) {
        state.withLock { state in
            state.isScheduled = false
            state.isUrgent = false
        }
        do throws(RegisterError) {
            try write()
            state.withLock { state in
                state.failure = nil
                state.failures = 0
            }
        } catch {
            let (failures, tell) = state.withLock { state in
                state.failure = error
                state.failures += 1
                defer { state.tell = nil }
                return (state.failures, state.tell)
            }
            tell?(error)
            if !isLast { retry(write, after: failures) }
        }
    }

    private func retry(_ write: @escaping Write, after failures: Int) {
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.pause(after: failures))) {
            // Somebody may have succeeded meanwhile.
            if self.failure != nil { self.attempt(write) }
        }
    }

    /// Milliseconds.
    private static func pause(after failures: Int) -> Int {
        min(longestPause, 100 << min(failures, 10))
    }
}
