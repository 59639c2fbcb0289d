public import ALMS
public import RequestLog

/// What a run did, or would do, and what is left.
public struct RunReport: Sendable {
    /// One call that did not end well, or was not started.
    public struct Line: Sendable {
        /// The operation; nil for an item that went wrong before it came to one.
        public let operation: OperationName?
        /// The door; nil for `synchronize_apartments`.
        public let door: DoorKey?
        /// Whose grant; empty where there is none.
        public let authoredMobile: String
        /// What became of it.
        public let outcome: OutcomeClass
        /// The service's own words, or ours.
        public let desc: String
        /// How many attempts were made.
        public let attempts: Int
        /// What an `each` item is called that never came to a call; else empty.
        public var item = ""
        /// Whom such an item was for.
        public var about: [Subject] = []
        /// The name that goes with ``authoredMobile``; empty where nobody gave one.
        public var authoredName = ""
    }

    /// A person at a door.
    public struct Subject: Sendable, Hashable {
        /// The door.
        public let door: DoorKey
        /// The person's mobile, as it was given.
        public let authoredMobile: String
        /// The person's name; empty where nobody gave one.
        public let authoredName: String

        /// Makes a subject.
        public init(door: DoorKey, authoredMobile: String, authoredName: String = "") {
            self.door = door
            self.authoredMobile = authoredMobile
            self.authoredName = authoredName
        }
    }

    /// The run's id.
    public let id: String
    /// Live or dry run.
    public let mode: RunMode
    /// The name that people see.
    public let script: String
    /// When it began, microseconds since 1970.
    public let started: Int64
    /// When it ended, microseconds since 1970.
    public let ended: Int64
    /// How many writes had which outcome; in a dry run none.
    public let counts: [OutcomeClass: Int]
    /// How many writes a dry run planned.
    public let planned: Int
    /// How many reads were sent.
    public let reads: Int
    /// How many doors the writes concern.
    public let doors: Int
    /// How many people the writes concern.
    public let people: Int
    /// Person by person what changes; of a live run, what was confirmed.
    public let changes: [Change]
    /// What was refused, failed or is unknown.
    public let failures: [Line]
    /// What gateways and locks that are offline kept from being done: `yeeuu retry` sends it.
    public let waiting: [Line]
    /// What a bound, an interrupt or a mistake kept from being sent.
    public let notStarted: [Line]
    /// Why the run was stopped, if it was.
    public let stopped: StopReason?
    /// How the script ended, if not well.
    public let failure: ScriptFailure?
    /// The log's newest signed size and root: to be kept.
    public let checkpoint: Checkpoint?
    /// What is wrong with the workspace's files, if anything.
    public private(set) var problems: [String]
    /// The exit code (`DESIGN.md`, «Exit codes»).
    public private(set) var exitCode: ExitCode
    /// How many writes were sent without an approval; nil when nobody knows.
    public let unapproved: Int?

    /// Whether the run did not come to its end: its counts are not of the whole.
    public var isPartial: Bool {
        if case .bound("consent", _) = stopped { return false }
        return stopped != nil || failure != nil
    }

    /// The same with what went wrong after it was made: it does not end as done then.
    func adding(_ problems: some Sequence<String>) -> RunReport {
        var report = self
        report.problems += problems
        if exitCode == .done, !report.problems.isEmpty { report.exitCode = .usage }
        return report
    }
}

/// What a run tells while it is at work.
public enum RunEvent: Sendable {
    /// A dry run's write.
    case planned(PlannedLine, [Change])
    /// An attempt whose intent is durable: its number, from 1.
    case sent(Call, attempt: Int, seq: Int)
    /// A call is over.
    case outcome(Call, CallReply)
    /// An item of one of the script's outermost lists is begun: which list, and how long it is.
    case item(list: Int, count: Int)
    /// Something odd, in words for people.
    case warning(String)
}
