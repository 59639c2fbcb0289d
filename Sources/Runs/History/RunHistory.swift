public import ALMS
public import Register
import RequestLog
import Vault

/// What the log tells of the calls of a run, and of what was asked for since about the same people and
/// doors: the ground on which it is resumed.
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
        ///
        /// The same request counts, too, that another run sent later.
        public let outcome: OutcomeClass
        /// Whether it removes a password that another one follows at once.
        public let isExchange: Bool
        /// Whether it gives an old password back whose new one did not come.
        let isReturn: Bool
        /// Whether somebody's word, not the service's, says what became of it.
        public let isByWord: Bool
        /// Whether the service said that gateway or lock are offline.
        public let isOffline: Bool
        /// Attempts of which nobody knows.
        let unresolved: [Int]
        /// What was asked for later, and otherwise, about the same: this is not sent again.
        let overtakenBy: LastWord?

        /// Whether the service did it, or nobody knows.
        var mayBeDone: Bool { outcome == .ok || outcome == .unknown }
    }

    /// The run's id.
    public let run: String
    /// The calls in the order in which they were made.
    public let records: [Record]
    /// The target that the run's requests went to; nil when the log does not tell.
    public let target: String?
    /// The plan that the run applied.
    let plan: Plan?
    /// The plan's requests, those that can be opened.
    let requests: [Request?]
    /// Steps of the plan that are left out for good.
    let leftOut: Set<Int>
    let words: [Subject: LastWord]
    private let returns: [GrantID: Int]

    /// Reads the calls of `run`, which applied `plan`.
    ///
    /// - Throws: `LogError` when the log cannot be read.
    public init(of run: String, applying plan: Plan? = nil, in resources: RunResources) throws {
        let requests = plan?.steps.map { step in
            try? step.opened(plan: plan?.header.plan ?? "", resources.vault)
        }
        let doors = requests?.flatMap { request in
            request.map { $0.door.map { [$0] } ?? $0.apartments.map(\.key) } ?? []
        }
        let reader = HistoryReader(run, doors: Set(doors ?? []), resources.vault.sealing)
        try reader.read(try LogReader(resources.paths.log))
        self.run = run
        self.plan = plan
        self.requests = requests ?? []
        target = reader.target
        leftOut = reader.leftOut
        words = reader.words
        returns = reader.returns
        records = reader.order.compactMap { reader.calls[$0].map { Self.record($0, reader) } }
    }

    private static func record(_ call: LoggedCall, _ reader: HistoryReader) -> Record {
        let isReturn = reader.isReturn(call)
        var outcome = call.outcome(reader.notes)
        var isOffline = call.isOffline
        var overtakenBy: LastWord?
        for subject in isReturn ? [] : call.request?.subjects ?? [] {
            guard let word = reader.words[subject], word.seq > call.last else { continue }
            guard let later = word.call, later.request == call.request else {
                overtakenBy = word
                continue
            }
            let since = later.outcome(reader.notes)
            if since == .ok || outcome != .unknown { outcome = since }
            isOffline = later.isOffline
        }
        return Record(
            call: call.call,
            last: call.last,
            item: call.item,
            request: call.request,
            operation: call.operation,
            outcome: OutcomeClass(rawValue: outcome.rawValue) ?? .unknown,
            isExchange: call.isExchange,
            isReturn: isReturn,
            isByWord: reader.notes[call.last] != nil,
            isOffline: isOffline,
            unresolved: call.unresolved(reader.notes),
            overtakenBy: overtakenBy
        )
    }

    /// Whether resuming would do nothing: no call is unknown, nobody waits for a password, nothing is
    /// overtaken and not closed yet, and every step of the plan is decided, or needs one that is not
    /// ok.
    public var isFinished: Bool {
        guard owed.isEmpty, overtaken.isEmpty else { return false }
        guard !unsettled.contains(where: { $0.operation.operation.isWrite }) else { return false }
        guard let plan else { return true }
        let standing = standing(plan)
        guard standing.overtaken.isEmpty else { return false }
        return PlanSchedule(
            plan.steps.map {
                .init(needs: $0.needs, after: $0.after, isOK: standing.done[$0.step])
            }
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
        let sets = lastSets
        return records.filter { record in
            guard record.outcome == .unknown else { return false }
            guard record.isExchange else { return record.overtakenBy == nil }
            return !isExchangeOver(record, sets)
        }
    }

    /// Calls of which nobody knows, and that are never sent again since something else was asked for
    /// later.
    var overtaken: [Record] {
        records.filter {
            $0.outcome == .unknown && !$0.isExchange && $0.overtakenBy != nil
                && !$0.unresolved.isEmpty
        }
    }

    /// The last password of each that was set, or may have been, in this run.
    private var lastSets: [GrantID: Int] {
        var sets: [GrantID: Int] = [:]
        for record in records where record.operation == .generatePassword && record.mayBeDone {
            guard let id = record.request?.grant else { continue }
            sets[id] = max(sets[id] ?? -1, record.last)
        }
        return sets
    }

    /// For a removal that makes room for a password, that password is enough, known or not: it is
    /// never sent again without removing first; and whatever else was asked for later.
    private func isExchangeOver(_ record: Record, _ sets: [GrantID: Int]) -> Bool {
        guard let id = record.request?.grant else { return false }
        if let set = sets[id], set > record.last { return true }
        if let other = returns[id], other > record.last { return true }
        guard let word = record.overtakenBy else { return false }
        return word.run != run || word.call?.outcome() == .ok
    }

    /// Passwords that were put back, of which nobody knows whether they are there: no plan has them.
    var unsettledReturns: [Record] { unsettled.filter(\.isReturn) }

    /// Whether the old password came back, or may have, after its removal, also by another run.
    func putBack(after removal: Record) -> Bool {
        guard let id = removal.request?.grant else { return false }
        if let other = returns[id], other > removal.last { return true }
        return records.contains {
            $0.isReturn && $0.mayBeDone && $0.last > removal.last && $0.request?.grant == id
        }
    }

    /// Whose old password was removed, or may have been, and whose new one never came, in this run;
    /// nobody of whom something was asked for since.
    public var owed: Set<GrantID> {
        var owed: [GrantID: Int] = [:]
        for record in records.filter(\.mayBeDone).sorted(by: { $0.last < $1.last }) {
            guard let id = record.request?.grant else { continue }
            if record.isExchange {
                owed[id] = record.last
            } else if record.operation == .generatePassword {
                owed[id] = nil
            }
        }
        return Set(
            owed.filter { id, removal in
                if let other = returns[id], other > removal { return false }
                guard let word = words[.grant(id)], word.seq > removal else { return true }
                return word.run == run && word.call?.outcome() != .ok
            }.keys
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
