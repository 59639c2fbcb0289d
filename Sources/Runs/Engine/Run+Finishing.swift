import ALMS
import Register
import RequestLog
import Synchronization

extension Run {
    /// Ends the run, once no call is under way: the log gets its last entries and a signed head, the
    /// register its outcomes.
    ///
    /// - Parameter failure: how the script ended, if not well.
    /// - Returns: what was done and what is left.
    public func finish(_ failure: ScriptFailure?) async -> RunReport {
        if case .interrupted = failure?.kind { stop(.interrupted) }
        await idle()
        tellAside()
        tellOwed()
        var problems: [String] = []
        let ended = resources.clock.now()
        // The mark does not pass the run's end before the register has it.
        let ending = resources.projection.openCall()
        let head = await closeLog(ended, failure)
        if let error = await items.finish() { problems.append("\(error)") }
        if let problem = state.withLock({ $0.planned.problem }) { problems.append(problem) }
        let report = report(failure, ended, head?.checkpoint, problems)
        problems += await closeRegister(row(report), ending, head)
        do throws(RegisterError) {
            try note(waiting: Set(report.waiting.compactMap(\.door)).count)
        } catch {
            if !problems.contains("\(error)") { problems.append("\(error)") }
        }
        unlock()
        return report.adding(problems.dropFirst(report.problems.count))
    }

    /// Brings everything into the register; answers with what is wrong with it.
    private func closeRegister(
        _ row: RunRow,
        _ call: Int,
        _ head: SignedCheckpoint?
    ) async -> [String] {
        guard mode == .live else {
            resources.projection.closeCall(call)
            do throws(RegisterError) { try resources.register.updateRun(row) } catch {
                return ["\(error)"]
            }
            return []
        }
        let ending = await resources.projection.end(row, closing: call, head: head?.tree)
        var problems: [String] = []
        if ending.unlogged > 0 {
            problems.append(
                "\(ending.unlogged) of the answers could not be written to the log and count as "
                    + "unknown: old and new passwords are both kept"
            )
        }
        do {
            if let failure = ending.failure { throw failure }
            if ending.isKeptBack, head != nil { try Mending(resources).mend() }
        } catch {
            problems.append(
                "the register is behind the log, and takes in what it lacks when it can be written: "
                    + "\(error)"
            )
        }
        return problems
    }

    /// Warns that the register could not be written, while the run goes on.
    func tellBehind(_ error: RegisterError) {
        warn("the register is behind the log, which has everything; it is tried again: \(error)")
    }

    private func closeLog(_ ended: Int64, _ failure: ScriptFailure?) async -> SignedCheckpoint? {
        let (doors, counts, code) = state.withLock { state in
            state.planned.close()
            return (state.lastSeq, state.counts, Self.exitCode(state, failure))
        }
        do throws(LogError) {
            if mode == .dryRun { _ = try await resources.log.append(plannedEntry()) }
            let ends = LogEntry.runEnd(
                run: id,
                counts: Self.logCounts(counts),
                doors: doors.sorted { $0.key < $1.key }.map { (LogFields.door($0.key), $0.value) },
                fields: [
                    .clear("ended", .integer(Int(ended / 1_000_000))),
                    .clear("state", .text(scriptEnd ?? Self.word(code, failure))),
                ]
            )
            _ = try await resources.log.append(ends)
            return try await resources.log.checkpoint()
        } catch {
            stop(.log(error.description))
            return nil
        }
    }

    private func plannedEntry() -> LogEntry {
        state.withLock { state in
            let counts = state.plannedCounts.map { ($0.key.rawValue, $0.value) }
            return .planned(
                run: id,
                counts: counts.sorted { $0.0 < $1.0 },
                root: state.planned.tree.root,
                lines: state.planned.lines
            )
        }
    }

    private static func logCounts(_ counts: [OutcomeClass: Int]) -> [(LogClass, Int)] {
        var sums: [LogClass: Int] = [:]
        for (outcome, count) in counts where outcome != .unchanged {
            sums[LogFields.outcome(outcome), default: 0] += count
        }
        return sums.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value) }
    }

    private func report(
        _ failure: ScriptFailure?,
        _ ended: Int64,
        _ checkpoint: Checkpoint?,
        _ problems: [String]
    ) -> RunReport {
        state.withLock { state in
            let code = Self.exitCode(state, failure)
            return RunReport(
                id: id,
                mode: mode,
                script: setup.script,
                started: started,
                ended: ended,
                counts: state.counts,
                planned: state.planned.lines,
                reads: state.reads,
                doors: state.bounds.doors.union(state.earlierDoors).count,
                people: state.people.count,
                changes: state.changes,
                failures: state.failures,
                waiting: state.waiting,
                notStarted: state.notStarted,
                stopped: state.bounds.stop,
                failure: failure,
                checkpoint: checkpoint,
                problems: problems,
                exitCode: code == .done && !problems.isEmpty ? .usage : code,
                unapproved: unapproved(state)
            )
        }
    }

    /// How many writes count to approvals, those of earlier parts too; nil when nobody knows.
    private func unapproved(_ state: RunState) -> Int? {
        unapprovedBefore.map { $0 + (setup.isUncounted ? 0 : state.sent.count) }
    }

    private static func exitCode(_ state: RunState, _ failure: ScriptFailure?) -> ExitCode {
        var codes: [ExitCode] = []
        if let stop = state.bounds.stop { codes.append(stop.exitCode) }
        if let failure { codes.append(failure.exitCode) }
        if state.forbidden > 0 { codes.append(.bound) }
        if !state.owed.isEmpty { codes.append(.someFailed) }
        if state.counts[.unknown, default: 0] > 0 { codes.append(.someUnknown) }
        if state.counts[.refused, default: 0] + state.counts[.failed, default: 0] > 0 {
            codes.append(.someFailed)
        }
        return .worst(codes)
    }

    private func row(_ report: RunReport) -> RunRow {
        var row = RunRow(
            id: id,
            mode: mode.rawValue,
            state: scriptEnd ?? Self.word(report.exitCode, report.failure),
            script: setup.script,
            started: started / 1_000_000
        )
        row.ended = report.ended / 1_000_000
        row.counts = report.counts
        row.report = report.json.encoded
        return row
    }

    private static func word(_ code: ExitCode, _ failure: ScriptFailure?) -> String {
        switch code {
        case .done: "done"
        case .interrupted: "interrupted"
        case .bound, .credentials, .log: "stopped"
        default: failure == nil ? "done" : "failed"
        }
    }
}
