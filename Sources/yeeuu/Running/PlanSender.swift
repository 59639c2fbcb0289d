import ALMSClient
import Register
import Runs

/// Carries out a plan, or what is left of a run, and shows it.
struct PlanSender {
    let session: Session
    let plan: Plan?
    let console: Console
    let isJSON: Bool
    let interrupts: Interrupts
    var script: String?
    /// The keys that approved the plan.
    var approvers: [String] = []
    /// Whether what it sends counts to no approval.
    var isUncounted = false

    /// Begins a run, lets `body` send, and tells how it ended.
    ///
    /// - Parameters:
    ///   - policy: the bounds in force.
    ///   - resuming: the run that is gone on with; nil for a new one.
    ///   - body: sends; returns what stays unknown.
    /// - Returns: the exit code.
    /// - Throws: what `body` throws, or `RunError`.
    func perform(
        _ policy: Policy,
        resuming: String? = nil,
        _ body: @escaping @Sendable (Run) async throws -> Run.Leftover?
    ) async throws -> Int32 {
        let show = RunShow(
            console: console,
            zone: session.workspace.zone,
            isJSON: isJSON,
            showsFrames: false
        )
        let bar = ProgressBar(expected: plan?.steps.count, on: console)
        var setup = session.setup(
            .live,
            script: script ?? plan?.header.script ?? "",
            policy: policy
        )
        setup.policy.approvals = nil
        setup.approvers = approvers
        setup.isUncounted = isUncounted
        setup.plan = plan.map { "\($0.header.plan) \($0.header.root)" }
        setup.events = show.ears(bar).events
        let run = try await Run.start(
            setup,
            in: session.resources,
            resuming: resuming
        )
        show.began(run)
        let leftover: Run.Leftover?
        do {
            leftover = try await interrupts.withReaction(reaction(run)) { try await body(run) }
        } catch {
            bar.finish()
            _ = await run.finish(ScriptFailure(.operation(.policy), "\(error)"))
            throw error
        }
        bar.finish()
        let report = await run.finish(nil)
        show.show(report)
        try OpenRisks.tell(in: session.workspace.register.view(), console)
        if plan?.header.writesList == true {
            console.words("the list for people: yeeuu runs export \(run.id) --reveal -o FILE")
        }
        return tell(leftover, report)
    }

    private func tell(_ leftover: Run.Leftover?, _ report: RunReport) -> Int32 {
        for door in leftover?.openings ?? [] {
            console.warn(
                "\(door): nobody knows whether it was opened; look at its log, then resume with "
                    + "--openings opened or not-opened"
            )
        }
        if let count = leftover?.unreadable, count > 0 {
            console.warn("\(count) requests cannot be sent again: the vault key is gone")
        }
        let isOpen = leftover.map { !$0.openings.isEmpty || $0.unreadable > 0 } ?? false
        return ExitCode.worst([report.exitCode] + (isOpen ? [.someUnknown] : [])).rawValue
    }

    private func reaction(_ run: Run) -> Interrupts.Reaction {
        Interrupts.Reaction(stopping: run, of: session.client)
    }
}
