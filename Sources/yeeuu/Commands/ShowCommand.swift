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
        abstract: "Show what a plan would do: capabilities first, then building by building."
    )

    @Argument(help: "The plan's file.", completion: .file())
    var file: String

    @Flag(name: .long, help: "One JSON object a line.")
    var json = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        let plan = try Plan(file: file)
        let review: PlanReview
        do { review = try workspace.review(plan, policy: workspace.settings.policy) } catch let
            error as PlanError
        { throw PlanProblem(file: file, error: error) }
        let text = PlanText(plan: plan, review: review, zone: workspace.zone)
        if json {
            for line in text.json { console.line(line.encoded) }
        } else {
            for line in text.lines { console.line(line) }
        }
        if let run = PlanShelf(workspace: workspace.folder.path).runThatApplied(plan.header.plan) {
            console.warn("applied before, as run \(run); its doors have changed since")
        }
        do {
            try workspace.gate(skipStale: true).checkOrigin(plan)
        } catch {
            console.warn("it could not be applied: \(error)")
        }
        return 0
    }
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
        return PlanGate(
            keys: [own] + (try trustedKeys()),
            approvers: settings.approvers,
            approvals: settings.approvals,
            target: settings.target.text,
            skipStale: skipStale
        )
    }
}
