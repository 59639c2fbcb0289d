import ALMS
import ALMSClient
import ArgumentParser
import Register
import Runs

/// `yeeuu retry`: sends again what offline doors and lost answers left open.
struct RetryCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Send again what offline doors and lost answers left open.",
        discussion: """
            Of every person at every door what was asked for last, exactly as it was: no new \
            password, no opening. What has ended meanwhile is dropped and named; a password in use \
            is replaced within policy.hours only. Nothing is asked, so cron may call it; it ends \
            with 0 when nothing is left.
            """
    )

    @Argument(help: "Which ones: building, code, door, mobile, name, kind, as key=value.")
    var selection: [String] = []

    @Flag(name: .long, help: "One JSON object a line on standard output.")
    var json = false

    @OptionGroup(title: "Sending options") var sending: SendingOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let interrupts = Interrupts(console)
        let workspace = try await Workspace.openAlone(
            try place.find(),
            for: "retry",
            wait: interrupts.wait(sending.wholeWait, console)
        )
        let selector = try selector(workspace.zone)
        let policy = try sending.policy(below: workspace.settings)
        return try await workspace.withSession(sending.pace, console) { session in
            let open = try OpenWishes(in: session.resources)
            let view = try workspace.register.view()
            let retry = try Retry(
                open,
                view: view,
                target: workspace.settings.target.text,
                policy: policy,
                minuteOfDay: workspace.clock.minuteOfDay(workspace.clock.now()),
                isMeant: { wish, door in
                    let name = wish.request[.authoredName] ?? ""
                    return selector.means(wish.id, at: door, authoredName: name)
                }
            )
            if retry.isEmpty, try view.owed().isEmpty {
                console.words("nothing is left open")
                return 0
            }
            let sender = RetrySender(
                session: session,
                console: console,
                isJSON: json,
                interrupts: interrupts
            )
            return try await sender.perform(retry, policy)
        }
    }

    private func selector(_ zone: CivilTime) throws -> GrantSelector {
        let selector = try SelectorArguments.grants(selection, zone: zone)
        for argument in try ScriptArguments.read(selection)
        where !GrantSelector.identifyingKeys.contains(argument.name) {
            throw Problem.badValue(
                name: "retry",
                value: argument.name,
                expected: "whose grants and where: building, code, door, mobile, kind"
            )
        }
        return selector
    }
}
