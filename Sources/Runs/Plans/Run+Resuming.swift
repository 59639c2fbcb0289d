public import ALMS

extension Run {
    /// What resuming did not or could not settle.
    public struct Leftover: Sendable {
        /// Openings of which nobody knows: only a person, or the door's log, can tell.
        public var openings: [DoorKey] = []
        /// Calls whose parameters cannot be opened any more.
        public var unreadable = 0
    }

    /// Sends what is left of an applied plan: what was not started, what surely failed, what was
    /// offline, and what is unknown, with the same parameters.
    ///
    /// - Returns: what stays unknown.
    /// - Throws: ``PlanError`` before anything is sent.
    public func resume(
        _ plan: Plan,
        _ history: RunHistory
    ) async throws(PlanError) -> Leftover {
        let standing = history.standing(plan)
        let done = standing.done
        count(history.records, where: { record in record.item.map { done[$0] != nil } ?? false })
        owe(history.owed)
        await sendAll(
            history.unsettledReturns.compactMap { record in
                record.request.map { Call($0, continuing: record.call) }
            }
        )
        try await apply(plan, done: done, continuing: standing.continuing)
        return Leftover(openings: standing.openings)
    }

    /// Settles the unknown calls of a script's run by sending them again as they were.
    ///
    /// What the script had not started cannot be known: only running it again does that.
    ///
    /// - Returns: what stays unknown.
    public func settle(_ history: RunHistory) async -> Leftover {
        var left = Leftover()
        var calls: [Call] = []
        for record in history.unsettled {
            if record.operation.operation.repeatability == .never {
                if let door = record.request?.door { left.openings.append(door) }
            } else if let request = record.request {
                if record.operation.operation.isWrite {
                    let scope = CallScope(isExchange: record.isExchange)
                    calls.append(Call(request, scope: scope, continuing: record.call))
                }
            } else {
                left.unreadable += 1
            }
        }
        count(history.records) { record in
            record.operation.operation.isWrite
                && (record.outcome != .unknown || record.operation == .remoteAction)
        }
        owe(history.owed)
        await sendAll(calls)
        await putBack()
        return left
    }

    /// Those of a door in their order: what was asked for last must hold.
    private func sendAll(_ calls: [Call]) async {
        let chains = Dictionary(grouping: calls, by: \.request.door).values
        await sendChains(Array(chains), endingWithRefusal: false)
    }

    /// Takes over what an earlier part of the run did, so that its row tells of the whole.
    private func count(
        _ records: [RunHistory.Record],
        where isDecided: (RunHistory.Record) -> Bool
    ) {
        var counts: [OutcomeClass: Int] = [:]
        var doors: Set<DoorKey> = []
        var people: Set<String> = []
        for record in records where isDecided(record) {
            counts[record.outcome, default: 0] += 1
            guard record.operation.operation.isWrite, let request = record.request else { continue }
            if let door = request.door { doors.insert(door) }
            doors.formUnion(request.apartments.map(\.key))
            if let mobile = request[.authoredMobile] { people.insert(mobile) }
        }
        addCounts(counts, doors: doors, people: people)
    }
}
