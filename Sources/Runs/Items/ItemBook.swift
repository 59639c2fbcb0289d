import Dispatch
import Register
import Synchronization

/// Writes down what became of the items of a run's lists while it goes on, many in one transaction.
///
/// They wait a little for each other, as outcomes do in an ``EffectQueue``.
final class ItemBook: Sendable {
    private struct State {
        var waiting: [RunItem] = []
        var isScheduled = false
        var failure: RegisterError?
    }

    private let register: Register
    private let run: String
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "yeeuu.items")

    init(_ register: Register, run: String) {
        self.register = register
        self.run = run
    }

    /// Why the register could not take an item.
    var failure: RegisterError? { state.withLock { $0.failure } }

    /// Takes an item; it is written soon.
    func add(_ item: RunItem) {
        let isFirst = state.withLock { state in
            state.waiting.append(item)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if isFirst { queue.asyncAfter(deadline: .now() + EffectQueue.delay) { self.write() } }
    }

    /// Returns once everything added so far stands in the register.
    func drain() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.write()
                continuation.resume()
            }
        }
    }

    private func write() {
        let items = state.withLock { state in
            state.isScheduled = false
            defer { state.waiting = [] }
            return state.waiting
        }
        guard !items.isEmpty else { return }
        do throws(RegisterError) { try register.addItems(items, to: run) } catch {
            state.withLock { $0.failure = error }
        }
    }
}
