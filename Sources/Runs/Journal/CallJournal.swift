import ALMS
import Register
import RequestLog
import Synchronization

/// Writes the attempts of one call down: each intent durable before it is sent, each outcome after.
final class CallJournal: AttemptJournal {
    private struct State {
        var intent = -1
        var firstIntent: Int?
        /// Outcomes on their way to the disk.
        var pending = 0
        var isFinished = false
    }

    private let run: Run
    private let call: Call
    private let ticket: Int
    /// How many attempts were made in an earlier try.
    private let before: Int
    private let state = Mutex(State())

    /// The call's first intent, once it is durable.
    var first: Int? { state.withLock { $0.firstIntent } }

    /// - Parameters:
    ///   - run: the run that the call belongs to.
    ///   - call: the call.
    ///   - later: its earlier try, if it waited at the end of the line.
    init(_ run: Run, _ call: Call, behind later: Later? = nil) {
        before = later?.first.attempts ?? 0
        self.run = run
        self.call = call
        ticket = run.resources.projection.openCall()
        state.withLock { $0.firstIntent = later?.firstIntent ?? call.continuing }
    }

    func willSend(_ stamp: Stamp, attempt number: Int) async throws {
        if let reason = run.stopped, reason.endsAdmitted, !run.isOwed(call, despite: reason) {
            throw Stopped(reason: reason)
        }
        let first = state.withLock { $0.firstIntent }
        let entry = intent(stamp, before + number, call: first)
        let seq = try await run.resources.log.append(entry)
        state.withLock { state in
            state.intent = seq
            if state.firstIntent == nil { state.firstIntent = seq }
        }
        run.intended(call, seq: seq, attempt: before + number)
    }

    var isOwed: Bool { run.isOwed(call) }

    func didReceive(_ attempt: Attempt, number: Int, duration: Int64) async {
        let intent = state.withLock { state in
            state.pending += 1
            return state.intent
        }
        let time = run.resources.clock.seconds
        let entry = outcomeEntry(attempt, intent: intent, at: time, duration: duration)
        run.settled(call, attempt.kept, intent: intent, outcome: entry, at: time) {
            self.landed()
        }
    }

    /// The call is over: no further attempt follows.
    ///
    /// It closes once all its outcomes have landed: one that the log did not take keeps it open.
    func finish() {
        let isDone = state.withLock { state in
            state.isFinished = true
            return state.pending == 0
        }
        if isDone { run.resources.projection.closeCall(ticket) }
    }

    private func landed() {
        let isDone = state.withLock { state in
            state.pending -= 1
            return state.isFinished && state.pending == 0
        }
        if isDone { run.resources.projection.closeCall(ticket) }
    }

    private func intent(_ stamp: Stamp, _ number: Int, call first: Int?) -> LogEntry {
        let request = call.request
        let parameters = LogFields.parameters(
            of: request,
            stamp: stamp,
            partnerId: run.setup.partnerId
        )
        guard request.operation.operation.isDoorOperation else {
            let keys = request.apartments.map(\.key)
            return .intent(
                run: run.id,
                operation: request.operation.rawValue,
                doors: keys.map(LogFields.door),
                previous: keys.map { run.lastSeq($0) },
                attempt: number,
                call: first,
                item: call.scope.item,
                parameters: parameters
            )
        }
        return .intent(
            run: run.id,
            operation: request.operation.rawValue,
            door: request.door.map(LogFields.door),
            previous: request.door.map { run.lastSeq($0, known: call.lastSeq) } ?? -1,
            attempt: number,
            call: first,
            item: call.scope.item,
            isExchange: call.scope.isExchange,
            isReturn: call.scope.isReturn,
            parameters: parameters
        )
    }

    private func outcomeEntry(
        _ attempt: Attempt,
        intent: Int,
        at time: Int64,
        duration: Int64
    ) -> LogEntry {
        let request = call.request
        return .outcome(
            run: run.id,
            operation: request.operation.rawValue,
            door: request.door.map(LogFields.door),
            doors: request.apartments.map { LogFields.door($0.key) },
            intent: intent,
            class: LogFields.outcome(attempt.kept),
            status: attempt.status,
            text: attempt.desc.isEmpty ? nil : attempt.desc,
            masking: LogFields.masked(request),
            microseconds: Int(duration),
            fields: [.clear("at", .integer(Int(time)))]
        )
    }
}

extension Attempt {
    /// The class as log and register keep it: what was kept back was skipped, nothing failed.
    fileprivate var kept: OutcomeClass { cause == .notSent ? .skipped : outcome }
}

/// Thrown before an intent is written when the run was stopped meanwhile.
struct Stopped: Error, CustomStringConvertible {
    let reason: StopReason
    var description: String { "the run was stopped; \(reason)" }
}
