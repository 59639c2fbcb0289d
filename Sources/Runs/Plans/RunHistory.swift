public import ALMS
import RequestLog
import Vault

/// What the log tells of the calls of a run: the ground on which it is resumed.
public struct RunHistory: Sendable {
    /// One call, all its attempts together.
    public struct Record: Sendable {
        /// The first intent's place in the log.
        public let call: Int
        /// The line of the plan, or the serial number of the `each` item.
        public let item: Int?
        /// The request as it was sent; nil when the vault key that opens it is gone.
        public let request: Request?
        /// What was about to be done.
        public let operation: OperationName
        /// `ok` if any attempt was; else `unknown` if any may have been done; else the last one's.
        public let outcome: OutcomeClass
        /// Whether the service said that gateway or lock are offline.
        public let isOffline: Bool
    }

    /// The calls in the order in which they were made.
    public let records: [Record]

    /// Reads the calls of `run`.
    ///
    /// - Throws: `LogError` when the log cannot be read.
    public init(of run: String, in resources: RunResources) throws {
        var filter = LogFilter()
        filter.run = run
        var order: [Int] = []
        var calls: [Int: [LogAttempt]] = [:]
        for attempt in try LogReader(resources.paths.log).attempts(filter) {
            let call = attempt.intent.header?.call ?? attempt.intent.index
            if calls[call] == nil { order.append(call) }
            calls[call, default: []].append(attempt)
        }
        records = order.compactMap { Self.record($0, calls[$0] ?? [], resources.vault) }
    }

    /// The last record of each line of a plan.
    var byStep: [Int: Record] {
        Dictionary(records.compactMap { record in record.item.map { ($0, record) } }) { $1 }
    }

    private static func record(_ call: Int, _ attempts: [LogAttempt], _ vault: Vault) -> Record? {
        guard let first = attempts.first, let last = attempts.last,
            let operation = first.intent.operation.flatMap({ OperationName(rawValue: $0) })
        else { return nil }
        let outcome = LogAttempt.outcome(of: attempts)
        let words = last.outcome?["text"]?.text ?? ""
        let refusal = Refusal(words)
        return Record(
            call: call,
            item: first.intent["item"]?.integer,
            request: LoggedRequest(first.intent, vault).request,
            operation: operation,
            outcome: OutcomeClass(rawValue: outcome.rawValue) ?? .unknown,
            isOffline: refusal == .gatewayOffline || refusal == .lockOffline
        )
    }
}
