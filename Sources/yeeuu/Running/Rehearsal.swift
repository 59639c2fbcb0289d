import ALMS
import Runs
import Synchronization

/// What a script would do, found by a dry run whose output nobody sees.
struct Rehearsal: Sendable {
    /// The dry run's report.
    let report: RunReport
    /// How many requests of each operation.
    let operations: [OperationName: Int]

    /// Rehearses `execution`.
    static func make(_ execution: Execution) async throws -> Rehearsal {
        let counts = Mutex<[OperationName: Int]>([:])
        let ears = Execution.Ears(events: { event in
            guard case .planned(let line, _) = event else { return }
            counts.withLock { $0[line.request.operation, default: 0] += 1 }
        })
        let report = try await execution.perform(.dryRun, ears: ears)
        return Rehearsal(report: report, operations: counts.withLock { $0 })
    }

    /// What a person reads before saying yes; `perSecond` is the pace in force, 0: no limit.
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
        if let failure = report.failure { lines.append("  it ended with: \(failure.message)") }
        return lines
    }
}
