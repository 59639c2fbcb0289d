import ALMS
import ArgumentParser
import Register
import RequestLog
import Runs
import Vault

/// `yeeuu show`: what a plan would do.
struct ShowCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a plan would do: capabilities first, then building by building.",
        discussion: """
            The file is enough: doors, people and times stand in it, passwords never. In the \
            workspace that made it, lines that are stale or forbidden there are marked.
            """
    )

    @Argument(help: "The plan's file.", completion: .file())
    var file: String

    @Flag(name: .long, help: "One JSON object a line.")
    var json = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let plan = try Plan(file: file)
        guard let workspace = try await workspace(console), isOf(workspace, plan, console) else {
            try show(plan, PlanReview(plan), PlanText.usualZone(), console)
            return 0
        }
        let review: PlanReview
        var policy = workspace.settings.policy
        policy.mayLockOut = workspace.isApproved(plan)
        do { review = try workspace.review(plan, policy: policy) } catch let
            error as PlanError
        { throw PlanProblem(file: file, error: error) }
        try show(plan, review, workspace.zone, console)
        if let run = PlanShelf(workspace: workspace.folder.path).runThatApplied(plan.header.plan) {
            console.warn("applied before, as run \(run); its doors have changed since")
        }
        do {
            try workspace.gate(skipStale: true).checkOrigin(plan, after: workspace.ledger())
        } catch {
            console.warn("it could not be applied: \(error)")
        }
        return 0
    }

    private func show(
        _ plan: Plan,
        _ review: PlanReview,
        _ zone: CivilTime,
        _ console: Console
    ) throws {
        let text = PlanText(plan: plan, review: review, zone: zone)
        if json {
            for line in text.json { console.line(line.encoded) }
        } else {
            for line in text.lines { console.line(line) }
        }
    }

    /// The workspace that was named, or is around; nil when there is none.
    private func workspace(_ console: Console) async throws -> Workspace? {
        let folder: WorkspaceFolder
        do { folder = try place.find() } catch Problem.noWorkspace { return nil }
        return try await Workspace.openMended(folder, console)
    }

    /// Whether the workspace made the plan, or trusts the one that did: else its register has
    /// nothing to say of it.
    private func isOf(_ workspace: Workspace, _ plan: Plan, _ console: Console) -> Bool {
        do {
            _ = try workspace.gate(skipStale: true).origin(of: plan)
            return true
        } catch {
            console.warn("shown as the file tells, not held against this workspace: \(error)")
            return false
        }
    }
}

extension PlanText {
    /// The zone in which a plan is shown where there is no workspace.
    static func usualZone() throws -> CivilTime { try CivilTime(zone: "Asia/Shanghai") }
}

extension Workspace {
    /// Holds a plan against the register and a policy as they are now.
    func review(_ plan: Plan, policy: Policy) throws -> PlanReview {
        try PlanReview(
            plan,
            view: register.snapshot(),
            policy: policy,
            minuteOfDay: clock.minuteOfDay(clock.now())
        )
    }

    /// What this workspace asks of a plan that is to be applied.
    func gate(skipStale: Bool) throws -> PlanGate {
        let own = try RunResources.signer(vault.planKey).verifierKey
        var gate = PlanGate(
            keys: [own] + (try trustedKeys()),
            approvers: settings.approvers,
            approvals: settings.approvals,
            target: settings.target.text,
            skipStale: skipStale
        )
        gate.format = format
        return gate
    }

    /// Writes a time, Unix seconds, as the clocks of the workspace's zone show it.
    var format: @Sendable (Int64) -> String {
        let zone = zone
        return { (try? zone.format($0)) ?? RunSetup.plainTime($0) }
    }

    /// Whether somebody whose word counts here has approved a plan.
    func isApproved(_ plan: Plan) -> Bool {
        (try? gate(skipStale: true).origin(of: plan))?.approvers.isEmpty == false
    }

    /// What was sent without an approval in the last 24 hours, `run` apart.
    func ledger(without run: String? = nil) throws -> ApprovalLedger {
        guard settings.approvals != nil else { return ApprovalLedger() }
        return try ApprovalLedger(
            of: register,
            log: folder.log,
            at: clock.now() / 1_000_000,
            without: run
        )
    }
}
