import ALMS
public import Register

/// The items of an earlier run: which need not be done again, and which come last.
public struct FinishedItems: Sendable {
    /// The earlier run.
    public let run: String
    private let keys: Set<Key>
    /// What was refused or failed.
    private let failed: Set<Key>

    private struct Key: Hashable {
        let each: Int
        let key: String
    }

    /// The items of `run` that were ok, or had nothing to change.
    ///
    /// - Throws: `RegisterError` when there is no such run.
    public init(of run: String, in register: Register) throws(RegisterError) {
        self.run = try register.run(run).id
        let items = try register.items(of: run)
        func keys(_ outcomes: [OutcomeClass]) -> Set<Key> {
            Set(
                items.filter { outcomes.contains($0.outcome) }.map {
                    Key(each: $0.each, key: $0.key)
                }
            )
        }
        self.keys = keys([.ok, .unchanged])
        failed = keys([.refused, .failed])
    }

    /// How many there are.
    public var count: Int { keys.count }

    /// Whether the item went wrong: the others are done before it.
    public func hasFailed(_ key: String, each: Int) -> Bool {
        failed.contains(Key(each: each, key: key))
    }

    /// Whether the item under `key` of list number `each` is one of them.
    public func contains(_ key: String, each: Int) -> Bool {
        keys.contains(Key(each: each, key: key))
    }
}
