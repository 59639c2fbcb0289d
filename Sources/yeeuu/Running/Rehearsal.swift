import ALMS
import Register
import Runs
import Synchronization
import YeeuuScript

/// What a script would do, found by a dry run whose output nobody sees.
struct Rehearsal: Sendable {
    /// The dry run's report.
    let report: RunReport
    /// How many requests of each operation.
    let operations: [OperationName: Int]
    /// What was warned of, by the run and by the script, each once.
    let warnings: [String]
    /// Who loses access.
    let loss: AccessLoss
    /// How many of the requests count to approvals.
    let size: Int

    private struct Heard {
        var operations: [OperationName: Int] = [:]
        var warnings: [String] = []
        var tally = ApprovalLedger.Tally()

        mutating func warn(_ words: String) {
            if !warnings.contains(words) { warnings.append(words) }
        }
    }

    /// Rehearses `execution`; `bar` shows how far its reads are.
    static func make(_ execution: Execution, bar: ProgressBar) async throws -> Rehearsal {
        let heard = Mutex(Heard())
        let ears = Execution.Ears(
            words: { word in
                if case .warning(let words) = word { heard.withLock { $0.warn(words) } }
            },
            events: { event in
                bar.take(event)
                switch event {
                case .planned(let line, _):
                    heard.withLock {
                        $0.operations[line.request.operation, default: 0] += 1
                        $0.tally.add(line.request)
                    }
                case .warning(let words): heard.withLock { $0.warn(words) }
                default: break
                }
            }
        )
        let before = try execution.session.workspace.register.snapshot()
        let (run, report) = try await execution.performed(.dryRun, ears: ears)
        let loss = try AccessLoss(report.changes, before: before, after: run.view)
        return heard.withLock { heard in
            Rehearsal(
                report: report,
                operations: heard.operations,
                warnings: heard.warnings,
                loss: loss,
                size: heard.tally.count
            )
        }
    }

    /// What a person reads before saying yes; `perSecond` is the pace in force, 0: no limit.
    ///
    /// What counts most stands last: what would go wrong, and who loses access.
    func lines(perSecond: Double) -> [String] {
        var lines = ["rehearsed: \(report.script) would change"]
        for (operation, count) in operations.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append("  \(operation.rawValue): \(Counted.text(count, "request"))")
        }
        lines.append(
            "  \(Counted.text(report.doors, "door")), \(Counted.text(report.people, "person", "people"))"
        )
        if perSecond > 0 {
            let time = Durations.text(seconds: Double(report.planned) / perSecond)
            lines.append("  about \(time) at \(ReportText.plain(perSecond)) requests a second")
        } else {
            lines.append("  as fast as the service answers: no pace is set")
        }
        let troubles = troubles
        if !troubles.isEmpty {
            lines.append("what would be refused or go wrong:")
            lines += troubles.map { "  " + $0 }
        }
        return (lines + loss.lines).map { Printable.line($0) }
    }

    private var troubles: [String] {
        var lines = warnings
        lines += ReportText.failures(report, most: .max)
        if let stopped = report.stopped { lines.append("it would be stopped: \(stopped)") }
        if let failure = report.failure { lines.append("it ended with: \(failure.message)") }
        return lines + report.problems
    }
}
