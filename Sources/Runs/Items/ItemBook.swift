import Register
import Synchronization

/// Writes down what became of the items of a run's lists while it goes on, many in one transaction.
final class ItemBook: Sendable {
    private let register: Register
    private let run: String
    private let waiting = Mutex<[RunItem]>([])
    private let writes = RegisterWrites("yeeuu.items")

    init(_ register: Register, run: String) {
        self.register = register
        self.run = run
    }

    /// Tells `tell` once why items cannot be written.
    func begin(telling tell: @escaping @Sendable (RegisterError) -> Void) {
        writes.begin(telling: tell)
    }

    /// Takes an item; it is written soon.
    func add(_ item: RunItem) {
        waiting.withLock { $0.append(item) }
        writes.ask { () throws(RegisterError) in try self.write() }
    }

    /// Writes what is left; answers with why the register could not take it.
    func finish() async -> RegisterError? {
        await writes.finish { () throws(RegisterError) in try self.write() }
    }

    private func write() throws(RegisterError) {
        let items = waiting.withLock { $0 }
        guard !items.isEmpty else { return }
        try register.addItems(items, to: run)
        waiting.withLock { $0.removeFirst(items.count) }
    }
}
