import ArgumentParser
import Register
import RequestLog
import Runs

/// `yeeuu apply`: sends exactly what a plan says, once.
struct ApplyCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Send exactly what a plan says, once, or refuse.",
        discussion: "Naming the file is the consent: nothing is asked."
    )

    @Argument(help: "The plan's file.", completion: .file())
    var file: String

    @Flag(
        name: .long,
        help: "Leave out steps whose people changed since, instead of refusing the plan."
    )
    var skipStale = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Apply a plan that is older than this restored workspace; what it opens is left out.",
            valueName: "plan-id"
        )
    )
    var applyAgain: String?

    @Flag(name: .long, help: "One JSON object a line on standard output.")
    var json = false

    @OptionGroup(title: "Sending options") var sending: SendingOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        do { return try await apply(console) } catch let error as PlanError {
            throw PlanProblem(file: file, error: error)
        }
    }

    private func apply(_ console: Console) async throws -> Int32 {
        let interrupts = Interrupts(console)
        let workspace = try await Workspace.openAlone(
            try place.find(),
            for: "apply \(file)",
            wait: interrupts.wait(sending.wholeWait, console)
        )
        var bounds = try sending.policy(below: workspace.settings)
        let shelf = PlanShelf(workspace: workspace.folder.path)
        let gate = try workspace.gate(skipStale: skipStale)
        let plan = try Plan(file: file, through: gate)
        try checkAgain(plan)
        let origin = try gate.checkOrigin(plan, after: workspace.ledger())
        bounds.mayLockOut = !origin.approvers.isEmpty
        let policy = bounds
        if let run = shelf.runThatApplied(plan.header.plan) { throw PlanError.applied(run: run) }
        return try await workspace.withSession(sending.pace, console) { session in
            var sender = PlanSender(
                session: session,
                plan: plan,
                console: console,
                isJSON: json,
                interrupts: interrupts
            )
            sender.approvers = origin.approvers.map { $0.description }
            sender.isUncounted = gate.approvals.map { origin.approvers.count >= $0.count } ?? false
            return try await sender.perform(policy) { run in
                let restored = try workspace.register.lastRestore()
                let never = try RestoredGate(restored: restored, again: applyAgain).check(plan)
                // What was sent meanwhile counts too.
                try gate.checkOrigin(plan, after: workspace.ledger(without: run.id))
                let left = try gate.checkContent(try workspace.review(plan, policy: policy))
                try await run.leaveOut(left.union(never.keys))
                try run.keep(plan, on: shelf)
                try await run.apply(plan, leavingOut: left, neverAgain: never)
                return nil
            }
        }
    }

    private func checkAgain(_ plan: Plan) throws(Problem) {
        guard let applyAgain, applyAgain != plan.header.plan else { return }
        let expected = "this plan's id, \(plan.header.plan)"
        throw .badValue(name: "--apply-again", value: applyAgain, expected: expected)
    }
}
