import ArgumentParser
import Register
import Runs

/// `yeeuu grants verify`.
struct GrantsVerifyCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Send the known values of unconfirmed grants again, so that they are confirmed.",
        discussion: """
            Nobody's password changes: imported ones are sent as they are, unsettled ones as they \
            were asked for.
            """
    )

    @Argument(help: "Which ones: key=value, as yeeuu.grants takes them.")
    var selection: [String] = []

    @Flag(name: .long, help: "Tell what would be sent.")
    var dryRun = false

    @Flag(name: .long, help: "One JSON object a line on standard output.")
    var json = false

    @OptionGroup(title: "Sending options") var sending: SendingOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let interrupts = Interrupts(console)
        let folder = try place.find()
        let workspace =
            dryRun
            ? try await Workspace.openMended(folder, console)
            : try await Workspace.openAlone(
                folder,
                for: "grants verify",
                wait: interrupts.wait(sending.wholeWait, console)
            )
        let policy = try sending.policy(below: workspace.settings)
        let verification = try unconfirmed(in: workspace, console)
        if verification.requests.isEmpty {
            console.words("no unconfirmed grants that could be sent")
            return 0
        }
        if !dryRun { try confirm(verification.requests.count, workspace, console) }
        let report = try await workspace.withSession(sending.pace, console) { session in
            try await perform(verification, session, policy, interrupts, console)
        }
        return report.exitCode.rawValue
    }

    private func unconfirmed(
        in workspace: Workspace,
        _ console: Console
    ) throws -> GrantVerification {
        let view = try workspace.register.view()
        var selector = try SelectorArguments.grants(selection, zone: workspace.zone)
        selector.confidences = [.imported, .asked, .unknown]
        let verification = try GrantVerification(try view.grants(selector), view)
        for words in verification.left { console.warn(words) }
        return verification
    }

    private func confirm(_ count: Int, _ workspace: Workspace, _ console: Console) throws {
        if sending.yes { return }
        let target = workspace.settings.target.text
        let question = "send \(Counted.text(count, "grant")) again to \(target)?"
        try console.confirm(question, unasked: .needsYes("grants verify"))
    }

    private func perform(
        _ verification: GrantVerification,
        _ session: Session,
        _ policy: Policy,
        _ interrupts: Interrupts,
        _ console: Console
    ) async throws -> RunReport {
        let show = RunShow(
            console: console,
            zone: session.workspace.zone,
            isJSON: json,
            showsFrames: false
        )
        let report = try await verification.perform(
            dryRun ? .dryRun : .live,
            in: session,
            policy: policy,
            show,
            interrupts
        )
        show.show(report)
        return report
    }
}
