public import ALMS

/// One execution of a script or a plan, as the register keeps it.
public struct RunRow: Sendable, Hashable, Identifiable {
    /// The run's id.
    public let id: String
    /// `live` or `dry-run`.
    public let mode: String
    /// Where it stands, in the words of the one who runs it.
    public var state: String
    /// What was run.
    public let script: String
    /// When it began, Unix seconds.
    public let started: Int64
    /// When it ended, Unix seconds; nil while it runs, or when it was killed.
    public var ended: Int64?
    /// How many calls had which outcome.
    public var counts: [OutcomeClass: Int]
    /// The report as JSON, if there is one.
    public var report: String?

    /// Makes a row.
    public init(
        id: String,
        mode: String,
        state: String,
        script: String,
        started: Int64,
        ended: Int64? = nil,
        counts: [OutcomeClass: Int] = [:],
        report: String? = nil
    ) {
        self.id = id
        self.mode = mode
        self.state = state
        self.script = script
        self.started = started
        self.ended = ended
        self.counts = counts
        self.report = report
    }
}

/// What became of one item of an `each`.
public struct RunItem: Sendable, Hashable {
    /// Which `each` of the run, from 1.
    public let each: Int
    /// Which item of it, from 1.
    public let index: Int
    /// What the item is, so that another run recognizes it.
    public let key: String
    /// What became of it.
    public let outcome: OutcomeClass
    /// Anything more, as its writer likes.
    public let detail: String

    /// Makes an item.
    public init(
        each: Int,
        index: Int,
        key: String,
        outcome: OutcomeClass,
        detail: String = ""
    ) {
        self.each = each
        self.index = index
        self.key = key
        self.outcome = outcome
        self.detail = detail
    }
}
