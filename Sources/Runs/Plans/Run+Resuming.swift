public import ALMS
public import RequestLog
import Synchronization

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
    /// Whoever has no password comes first. What somebody asked for otherwise since, in whichever run, is closed and not sent.
    ///
    /// - Returns: what stays unknown.
    /// - Throws: ``PlanError`` before anything is sent.
    public func resume(
        _ plan: Plan,
        _ history: RunHistory
    ) async throws(PlanError) -> Leftover {
        let standing = history.standing(plan)
        var done = standing.done
        let closed = Set(standing.overtaken.map(\.step))
        count(history.records) { record in
            record.item.map { done[$0] != nil && !closed.contains($0) } ?? false
        }
        for (step, record, word) in standing.overtaken {
            let request = record?.request ?? history.requests[step]
            if let request { close(Call(request, scope: CallScope(item: step)), record, word) }
        }
        do throws(LogError) {
            try await leaveOut(standing.overtaken.filter { $0.record == nil }.map(\.step))
        } catch { stop(.log(error.description)) }
        owe(history.owed)
        await finishExchanges(plan, history, standing, &done)
        await putBack()
        await sendAll(
            history.unsettledReturns.compactMap { record in
                record.request.map {
                    Call($0, scope: CallScope(isReturn: true), continuing: record.call)
                }
            }
        )
        try await apply(plan, done: done, continuing: standing.continuing)
        return Leftover(openings: standing.openings)
    }

    /// Sends the new passwords of those first whose old one is removed.
    private func finishExchanges(
        _ plan: Plan,
        _ history: RunHistory,
        _ standing: RunHistory.Standing,
        _ done: inout [Int: Bool]
    ) async {
        let owed = state.withLock { $0.owed }
        if owed.isEmpty { return }
        for step in plan.steps where done[step.step] == nil && !step.isExchange {
            guard step.operation == .generatePassword, let request = history.requests[step.step],
                let id = request.grant, owed.contains(id),
                step.needs.allSatisfy({ done[$0] == true })
            else { continue }
            let scope = CallScope(item: step.step)
            let continuing = standing.continuing[step.step]
            done[step.step] = await perform(Call(request, scope: scope, continuing: continuing))
        }
    }

    /// Closes what is never sent again, since something else was asked for about the same later.
    private func close(_ call: Call, _ record: RunHistory.Record?, _ word: LastWord) {
        let why = "not sent again: \(word.name) has the last word on it (entry \(word.seq))"
        notStarted(call, why)
        guard let record else { return }
        for seq in record.unresolved.isEmpty ? [record.last] : record.unresolved {
            resources.log.enqueue(.note(run: id, text: why, about: seq, class: .skipped))
        }
    }

    /// Writes down which steps of the plan are not sent, now or ever: before anything is.
    ///
    /// - Parameter steps: their places in the plan.
    /// - Throws: `LogError` when it cannot be written down.
    public func leaveOut(_ steps: some Collection<Int>) async throws(LogError) {
        let steps = steps.sorted()
        for start in stride(from: 0, to: steps.count, by: Self.stepsOfNote) {
            let part = steps[start..<min(start + Self.stepsOfNote, steps.count)]
            let list = LogValue.list(part.map { .integer($0) })
            let text = part.count == 1 ? "1 step is left out" : "\(part.count) steps are left out"
            let note = LogEntry.note(run: id, text: text, fields: [.clear("left_out", list)])
            _ = try await resources.log.append(note)
        }
    }

    /// How many steps one note names, within the size of an entry.
    private static let stepsOfNote = 4000

    /// Settles the unknown calls of a script's run by sending them again as they were, of each person
    /// at a door the last one; whoever has no password comes first.
    ///
    /// What somebody asked for otherwise since, in whichever run, is closed and not sent. What the
    /// script had not started cannot be known: only running it again does that.
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
                    let scope = CallScope(
                        isExchange: record.isExchange,
                        isReturn: record.isReturn
                    )
                    calls.append(Call(request, scope: scope, continuing: record.call))
                }
            } else {
                left.unreadable += 1
            }
        }
        let closed = history.overtaken
        count(history.records) { record in
            record.operation.operation.isWrite
                && (record.outcome != .unknown || record.operation == .remoteAction)
        }
        for record in closed {
            guard let request = record.request, let word = record.overtakenBy else { continue }
            close(Call(request, scope: CallScope(item: record.item)), record, word)
        }
        owe(history.owed)
        await sendAll(calls.filter(\.scope.isExchange))
        await putBack()
        await sendAll(calls.filter { !$0.scope.isExchange })
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
