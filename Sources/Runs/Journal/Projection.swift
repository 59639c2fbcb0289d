import Register
import RequestLog
import Synchronization

/// Brings what the log holds durably into the register, many outcomes in one transaction, and is the one
/// owner of the register's mark.
///
/// It writes between ``begin(at:telling:)`` and ``end(_:)``, while the run holds the workspace's lock: what
/// others append to the log is left to the next holder. The mark stands at the end of a prefix of the
/// log from which no call is open, of which everything is in the register, and never passes an entry of
/// somebody else. What a transaction could not take is tried again; what is missing at the end, the
/// next start takes from the log.
final class Projection: Sendable {
    /// An effect, and what is to be told once the register has it.
    struct Item: Sendable {
        let effect: Effect
        let committed: @Sendable () -> Void
    }

    private struct State {
        /// The log's name; nil while somebody else may hold the workspace's lock.
        var origin: String?
        /// The log as far as its tree is known, every entry durable.
        var tree = MerkleTree()
        /// Calls that are open, by number, each with the tree before its first intent.
        var openCalls: [Int: MerkleTree] = [:]
        var lastCall = 0
        /// The newest entry that somebody else wrote, and the tree before the first since the beginning.
        var lastForeign = -1
        var foreign: MerkleTree?
        var waiting: [Item] = []
        /// How many entries lie before the register's mark.
        var mark = 0
        /// Answers that the log did not take.
        var unlogged = 0

        init() {}

        /// A new beginning; calls keep numbers of their own.
        init(after old: State) {
            lastCall = old.lastCall
            lastForeign = old.lastForeign
        }

        /// Everything before it is in the register once what waits is; `call` is over.
        func complete(closing call: Int?) -> MerkleTree {
            let open = openCalls.filter { $0.key != call }.values.min { $0.size < $1.size }
            return [open, foreign].compactMap { $0 }.reduce(tree) { $0.size < $1.size ? $0 : $1 }
        }
    }

    /// How the register stands at the end of a run.
    struct Ending: Sendable {
        /// Why it could not be written; nil when it could.
        let failure: RegisterError?
        /// How many answers are not in the log, and therefore unknown.
        let unlogged: Int
        /// Whether the mark was kept back; the log has to be read again then.
        let isKeptBack: Bool
    }

    /// How many effects need no more company.
    private static let enough = 256

    private let register: Register
    private let state = Mutex(State())
    private let writes = RegisterWrites("yeeuu.register")

    init(_ register: Register) { self.register = register }

    /// The register holds the log up to `position`, and this process the workspace's lock; `tell` is told
    /// once why the register cannot be written.
    func begin(
        at position: LogPosition,
        telling tell: @escaping @Sendable (RegisterError) -> Void
    ) {
        state.withLock { state in
            state = State(after: state)
            state.origin = position.origin
            state.tree = position.tree ?? MerkleTree()
            state.mark = position.size
            if state.lastForeign >= position.size { state.foreign = state.tree }
        }
        writes.begin(telling: tell)
    }

    /// Begins a call: nothing that the log gets from now on counts as complete before it closes.
    func openCall() -> Int {
        state.withLock { state in
            state.lastCall += 1
            state.openCalls[state.lastCall] = state.tree
            return state.lastCall
        }
    }

    /// Ends a call: all its outcomes are durable and have been handed to ``add(_:)``.
    ///
    /// One whose outcome the log did not take is never closed: what became of it the log does not tell.
    func closeCall(_ call: Int) { _ = state.withLock { $0.openCalls.removeValue(forKey: call) } }

    /// Takes an effect whose entry has just become durable.
    func add(_ item: Item) {
        state.withLock { state in if state.origin != nil { state.waiting.append(item) } }
    }

    /// Takes a request of which the log does not tell what became.
    ///
    /// - Parameter effect: that nobody knows; nil where the log has its intent, which says the same.
    func miss(_ effect: Effect?) {
        state.withLock { state in
            state.unlogged += 1
            if let effect { state.waiting.append(Item(effect: effect) {}) }
        }
        if effect != nil { ask(isUrgent: true) }
    }

    /// The log's entries up to `tree`, and the effects of all of them, are durable and handed over.
    func logGrew(to tree: MerkleTree) {
        let count: Int? = state.withLock { state in
            guard state.origin != nil else { return nil }
            if tree.size > state.tree.size { state.tree = tree }
            return state.waiting.count
        }
        if let count { ask(isUrgent: count >= Self.enough) }
    }

    /// Somebody else wrote the entry `seq`, behind those that are known.
    func logHasForeign(_ seq: Int) {
        state.withLock { state in
            state.lastForeign = max(state.lastForeign, seq)
            if state.origin != nil, state.foreign == nil { state.foreign = state.tree }
        }
    }

    /// Writes what is left, `run` with it, and gives up the mark.
    ///
    /// - Parameters:
    ///   - run: the row of the run that ends.
    ///   - call: keeps the mark before the run's last entries until the row is written.
    ///   - head: the tree under the log's signed head over all that the run wrote; nil without one.
    /// - Returns: how the register stands then.
    func end(_ run: RunRow, closing call: Int, head: MerkleTree?) async -> Ending {
        state.withLock { state in
            if let head, head.size > state.tree.size { state.tree = head }
        }
        let failure = await writes.finish { () throws(RegisterError) in
            try self.commit(ending: run, closing: call)
        }
        return state.withLock { state in
            defer { state = State(after: state) }
            return Ending(
                failure: failure,
                unlogged: state.unlogged,
                isKeptBack: state.foreign != nil || !state.openCalls.isEmpty
            )
        }
    }

    private func ask(isUrgent: Bool) {
        writes.ask(isUrgent: isUrgent) { () throws(RegisterError) in try self.commit() }
    }

    private func commit(
        ending run: RunRow? = nil,
        closing call: Int? = nil
    ) throws(RegisterError) {
        let (items, position) = state.withLock { state in
            let position = state.origin.map { LogPosition($0, state.complete(closing: call)) }
            return (state.waiting, position)
        }
        guard let position else { return }
        try register.checkFile()
        let isNew = state.withLock { position.size > $0.mark }
        guard isNew || run != nil || !items.isEmpty else { return }
        try register.apply(
            items.map { .effect($0.effect) } + (run.map { [.finished($0)] } ?? []),
            upTo: position
        )
        state.withLock { state in
            state.waiting.removeFirst(items.count)
            state.mark = position.size
            if let call { state.openCalls[call] = nil }
        }
        for item in items { item.committed() }
    }
}
