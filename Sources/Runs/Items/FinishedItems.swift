import ALMS
public import Register

/// The items of an earlier run that need not be done again.
public struct FinishedItems: Sendable {
    /// The earlier run.
    public let run: String
    private let keys: Set<Key>

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
        keys = Set(
            items.filter { $0.outcome == .ok || $0.outcome == .unchanged }
                .map { Key(each: $0.each, key: $0.key) }
        )
    }

    /// How many there are.
    public var count: Int { keys.count }

    /// Whether the item under `key` of list number `each` is one of them.
    public func contains(_ key: String, each: Int) -> Bool {
        keys.contains(Key(each: each, key: key))
    }
}
