import Dispatch
import Register
import Synchronization

/// Brings outcomes into the register once the log has them durably: many in one transaction.
///
/// They wait a little for each other: a transaction costs as much as some ten of them. Until then
/// the run's view shows them, and after a crash the log brings them back.
///
/// The register remembers up to which entry of the log it is complete. That mark never passes an
/// intent whose outcome is still open, so that after a crash the log alone mends the register.
final class EffectQueue: Sendable {
    /// An effect, and what is to be told once the register has it.
    struct Item: Sendable {
        let effect: Effect
        let committed: @Sendable () -> Void
    }

    private struct State {
        var durable = -1
        var waiting: [Item] = []
        var openCalls: [Int: Int] = [:]
        var nextCall = 0
        var failure: RegisterError?
        /// Up to where the register is complete.
        var mark = -1
        var isScheduled = false
        var isUrgent = false
    }

    /// How long an outcome waits for company, and how many need no more of it.
    static let delay = DispatchTimeInterval.milliseconds(50)
    private static let enough = 256

    private let register: Register
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "yeeuu.register")

    init(_ register: Register) { self.register = register }

    /// Why the register could not take an effect; later ones are kept in the log alone.
    var failure: RegisterError? { state.withLock { $0.failure } }

    /// Begins a call: nothing that the log gets from now on counts as complete before it closes.
    func openCall() -> Int {
        state.withLock { state in
            state.nextCall += 1
            state.openCalls[state.nextCall] = state.durable
            return state.nextCall
        }
    }

    /// Ends a call: all its outcomes have been handed to ``add(_:)``.
    func closeCall(_ call: Int) { _ = state.withLock { $0.openCalls.removeValue(forKey: call) } }

    /// Takes an effect whose outcome has just become durable.
    func add(_ item: Item) { state.withLock { $0.waiting.append(item) } }

    /// The log's group ending with entry `seq` is durable, and its effects have been added.
    func becameDurable(upTo seq: Int) {
        let (isFirst, isUrgent) = state.withLock { state in
            state.durable = seq
            defer { state.isScheduled = true }
            let isUrgent = !state.isUrgent && state.waiting.count >= Self.enough
            if isUrgent { state.isUrgent = true }
            return (!state.isScheduled, isUrgent)
        }
        if isUrgent {
            queue.async { self.commit() }
        } else if isFirst {
            queue.asyncAfter(deadline: .now() + Self.delay) { self.commit() }
        }
    }

    /// Returns once everything added so far stands in the register.
    func drain() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.commit()
                continuation.resume()
            }
        }
    }

    private func commit() {
        let (items, mark, isNew) = state.withLock { state in
            state.isScheduled = false
            state.isUrgent = false
            let open = state.openCalls.values.min() ?? state.durable
            let mark = min(open, state.durable)
            let isNew = mark > state.mark || !state.waiting.isEmpty
            state.mark = max(state.mark, mark)
            defer { state.waiting = [] }
            return (state.waiting, mark, isNew)
        }
        guard isNew else { return }
        do throws(RegisterError) {
            try register.apply(items.map(\.effect), upTo: mark)
            for item in items { item.committed() }
        } catch {
            state.withLock { $0.failure = error }
        }
    }
}
