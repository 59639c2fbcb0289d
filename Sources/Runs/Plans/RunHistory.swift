public import ALMS
public import Register
import RequestLog
import Vault

/// What the log tells of the calls of a run: the ground on which it is resumed.
public struct RunHistory: Sendable {
    /// One call, all its attempts together.
    public struct Record: Sendable {
        /// The first intent's place in the log.
        public let call: Int
        /// The last intent's place in the log.
        public let last: Int
        /// The line of the plan, or the serial number of the `each` item.
        public let item: Int?
        /// The request as it was sent; nil when the vault key that opens it is gone.
        public let request: Request?
        /// What was about to be done.
        public let operation: OperationName
        /// `ok` if any attempt was; else `unknown` if any may have been done; else the last one's.
        public let outcome: OutcomeClass
        /// Whether it removes a password that another one follows at once.
        public let isExchange: Bool
        /// Whether somebody's word, not the service's, says what became of it.
        public let isByWord: Bool
        /// Whether the service said that gateway or lock are offline.
        public let isOffline: Bool

        /// Whether the service did it, or nobody knows.
        var mayBeDone: Bool { outcome == .ok || outcome == .unknown }
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
        records = order.compactMap { Self.record($0, calls[$0] ?? [], resources.vault.sealing) }
    }

    /// Where an applied plan stands.
    struct Standing {
        /// Steps that are decided, and whether they are ok.
        var done: [Int: Bool] = [:]
        /// The first intents of steps that are unknown and may be sent again.
        var continuing: [Int: Int] = [:]
        /// Openings of which nobody knows.
        var openings: [DoorKey] = []
    }

    /// Where `plan`, which this run applied, stands; what was offline is open again.
    ///
    /// An exchange whose old password was put back in between begins anew with its removal.
    func standing(_ plan: Plan) -> Standing {
        let byStep = Dictionary(records.compactMap { record in record.item.map { ($0, record) } }) {
            $1
        }
        var standing = decided(byStep)
        let newest = Newest(records)
        for step in plan.steps where standing.done[step.step] == nil {
            for need in step.needs where plan.steps[need].isExchange {
                guard let removal = byStep[need], newest.putBack(after: removal) else { continue }
                if standing.done[need] == true { standing.done[need] = nil }
            }
        }
        return standing
    }

    private func decided(_ byStep: [Int: Record]) -> Standing {
        var standing = Standing()
        for (step, record) in byStep {
            switch record.outcome {
            case .ok, .unchanged: standing.done[step] = true
            case .refused: if !record.isOffline { standing.done[step] = false }
            case .failed, .skipped: if record.isByWord { standing.done[step] = false }
            case .unknown:
                if record.operation.operation.repeatability == .never {
                    standing.done[step] = false
                    if let door = record.request?.door { standing.openings.append(door) }
                } else {
                    standing.continuing[step] = record.call
                }
            }
        }
        return standing
    }

    /// Whether resuming would do nothing: no call is unknown, nobody waits for a password, and
    /// every step of `plan` is decided, or needs one that is not ok.
    public func isFinished(_ plan: Plan?) -> Bool {
        let isUnknown = unsettled.contains { $0.operation.operation.isWrite }
        guard owed.isEmpty, !isUnknown else { return false }
        guard let plan else { return true }
        let done = standing(plan).done
        return PlanSchedule(
            plan.steps.map { .init(needs: $0.needs, after: $0.after, isOK: done[$0.step]) }
        ).left == 0
    }

    /// Openings of which nobody knows whether they were done.
    public var openings: [Record] {
        records.filter { $0.operation == .remoteAction && $0.outcome == .unknown }
    }

    /// Calls of which nobody knows whether they were done, and that still matter.
    ///
    /// One that a later call has overtaken does not: to send it again would undo that one.
    public var unsettled: [Record] {
        let newest = Newest(records)
        return records.filter { $0.outcome == .unknown && !newest.overtakes($0) }
    }

    /// Passwords that were put back, of which nobody knows whether they are there: no plan has them.
    var unsettledReturns: [Record] {
        unsettled.filter { $0.item == nil && $0.operation == .generatePassword }
    }

    /// Whose old password was removed, or may have been, and whose new one never came.
    public var owed: Set<GrantID> {
        var owed: Set<GrantID> = []
        for record in records.filter(\.mayBeDone).sorted(by: { $0.last < $1.last }) {
            guard let id = record.request?.grant else { continue }
            if record.isExchange {
                owed.insert(id)
            } else if record.operation == .generatePassword {
                owed.remove(id)
            }
        }
        return owed
    }

    private static func record(
        _ call: Int,
        _ attempts: [LogAttempt],
        _ keys: SealingKeys
    ) -> Record? {
        guard let first = attempts.first, let last = attempts.last,
            let operation = first.intent.operation.flatMap({ OperationName(rawValue: $0) })
        else { return nil }
        let outcome = LogAttempt.outcome(of: attempts)
        let words = last.outcome?["text"]?.text ?? ""
        let refusal = Refusal(words)
        return Record(
            call: call,
            last: last.intent.index,
            item: first.intent["item"]?.integer,
            request: LoggedRequest(first.intent, keys).request,
            operation: operation,
            outcome: OutcomeClass(rawValue: outcome.rawValue) ?? .unknown,
            isExchange: first.intent["exchange"] == .bool(true),
            isByWord: last.notes.contains { $0.header?.class != nil },
            isOffline: refusal.isOffline
        )
    }
}

extension RunResources {
    /// Writes down a person's word on whether a door was opened; it is not opened again either way.
    ///
    /// - Throws: `LogError` when the log cannot be written.
    public func settle(
        _ opening: RunHistory.Record,
        of run: String,
        wasOpened: Bool,
        by operatorName: String
    ) async throws {
        let text = wasOpened ? "was opened" : "was not opened"
        _ = try await log.append(
            .note(
                run: run,
                text: "\(text), says \(operatorName)",
                about: opening.last,
                class: wasOpened ? .ok : .failed
            )
        )
    }
}
