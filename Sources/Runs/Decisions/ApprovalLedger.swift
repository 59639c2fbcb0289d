public import ALMS

/// What was sent without an approval in the last 24 hours, and how much more may be.
public struct ApprovalLedger: Sendable, Equatable {
    /// One run: when it began, Unix seconds, and how many writes of it count.
    public struct Entry: Sendable, Equatable {
        /// When it began, Unix seconds.
        public let time: Int64
        /// How many writes of it count.
        public let count: Int

        /// Makes an entry.
        public init(time: Int64, count: Int) {
            self.time = time
            self.count = count
        }
    }

    /// For how long a run counts, seconds.
    public static let span: Int64 = 24 * 3600
    /// A removal of one person in at most so many flats counts for nothing.
    static let flats = 3

    /// The runs, oldest first.
    public let entries: [Entry]

    /// Makes a ledger; without entries nothing was sent.
    public init(_ entries: [Entry] = []) {
        self.entries = entries.filter { $0.count > 0 }.sorted { $0.time < $1.time }
    }

    /// How many writes of all runs count.
    public var sum: Int { entries.reduce(0) { $0 + $1.count } }

    /// How many approvals `changes` need, beside what was sent before them.
    public func needed(_ approvals: Approvals, for changes: Int) -> Int {
        changes > 0 ? approvals.needed(for: changes + sum) : 0
    }

    /// From when on `changes` need none, Unix seconds; nil when they always do.
    public func free(_ approvals: Approvals, for changes: Int) -> Int64? {
        guard approvals.needed(for: changes) == 0 else { return nil }
        var sum = sum
        for entry in entries {
            sum -= entry.count
            if approvals.needed(for: changes + sum) == 0 { return entry.time + Self.span }
        }
        return nil
    }

    /// How many of a plan's requests count.
    public static func size(of plan: Plan) -> Int { size(of: plan.steps.lazy.map(\.request)) }

    /// How many of `requests` count: all, but the removals of a single person in few flats.
    public static func size(of requests: some Sequence<Request>) -> Int {
        var tally = Tally()
        for request in requests { tally.add(request) }
        return tally.count
    }

    /// Counts requests one by one.
    public struct Tally: Sendable {
        private struct Flat: Hashable {
            let buildingId: String
            let code: String
        }

        private var others = 0
        private var removals = 0
        private var people: Set<String> = []
        private var places: Set<Flat> = []

        /// Begins with nothing.
        public init() {}

        /// Counts one more.
        public mutating func add(_ request: Request) {
            guard request.isRemoval, let door = request.door, let mobile = request[.authoredMobile]
            else {
                others += 1
                return
            }
            removals += 1
            // More than the rule asks for need not be kept.
            if people.count < 2 { people.insert(mobile) }
            if places.count <= ApprovalLedger.flats {
                places.insert(Flat(buildingId: door.buildingId, code: door.code))
            }
        }

        /// How many of them count.
        public var count: Int {
            let isOne = people.count == 1 && places.count <= ApprovalLedger.flats
            return others + (isOne ? 0 : removals)
        }
    }
}
