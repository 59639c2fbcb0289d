import ALMS
import ALMSClient
import Register
import Runs
import YeeuuScript

/// Sends what is open again, and tells who must be told and who still waits.
struct RetrySender {
    let session: Session
    let console: Console
    let isJSON: Bool
    let interrupts: Interrupts

    /// After how many seconds an apartment that waits is named.
    private static let patience: Int64 = 3 * 86_400

    /// Carries `retry` out as a run; gives the exit code.
    func perform(_ retry: Retry, _ policy: Policy) async throws -> Int32 {
        let show = RunShow(
            console: console,
            zone: session.workspace.zone,
            isJSON: isJSON,
            showsFrames: false
        )
        let bar = ProgressBar(expected: retry.sent.count, on: console)
        var setup = session.setup(.live, script: "retry", policy: policy)
        setup.policy.approvals = nil
        // What may not be replaced now was left out before.
        setup.policy.outsideHours = policy.outsideHours ?? "retry"
        setup.isUncounted = true
        setup.events = show.ears(bar).events
        let run = try await Run.start(setup, in: session.resources)
        show.began(run)
        let reaction = Interrupts.Reaction(stopping: run, of: session.client)
        let retried = await interrupts.withReaction(reaction) { await run.retry(retry) }
        bar.finish()
        let report = await run.finish(nil)
        show.show(report)
        try OpenRisks.tell(in: session.workspace.register.view(), console)
        try tell(retry, retried, report)
        return exitCode(retry, report).rawValue
    }

    private func exitCode(_ retry: Retry, _ report: RunReport) -> ExitCode {
        var codes = [report.exitCode]
        if !retry.left.isEmpty { codes.append(.bound) }
        if !retry.unsettled.isEmpty { codes.append(.someUnknown) }
        return .worst(codes)
    }

    private func tell(_ retry: Retry, _ retried: Run.Retried, _ report: RunReport) throws {
        for left in retry.left + retry.unsettled {
            console.warn(Printable.line("\(left.id): left: \(left.why)"))
        }
        if !retry.unsettled.isEmpty {
            console.words("'yeeuu grants settle' takes your word; or rotate them")
        }
        for wish in retried.told {
            let name = wish.request[.authoredName] ?? ""
            console.words(
                Printable.line("must be told: \(name) \(wish.id.authoredMobile) at \(wish.id.door)")
            )
        }
        if !retried.told.isEmpty {
            console.words("the list for people: yeeuu runs export \(report.id) --reveal -o FILE")
        }
        try tellWaiting(retried.waiting, now: report.ended / 1_000_000)
    }

    private func tellWaiting(_ waiting: [OpenWishes.Wish], now: Int64) throws {
        let view = try session.workspace.register.view()
        let zone = session.workspace.zone
        var told: Set<String> = []
        for wish in waiting where now - wish.since > Self.patience {
            let door = wish.id.door
            let name = try view.door(door)?.apartment[.name] ?? ""
            let place = "\(door.buildingId)/\(door.code)" + (name.isEmpty ? "" : " (\(name))")
            guard told.insert(place).inserted else { continue }
            let since = (try? zone.format(wish.since)) ?? "\(wish.since)"
            console.warn(Printable.line("\(place): waits since \(since), more than three days"))
        }
    }
}
