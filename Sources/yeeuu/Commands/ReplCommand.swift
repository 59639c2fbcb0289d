import ArgumentParser
import Runs

/// `yeeuu repl`.
struct ReplCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Try things by hand: each line is Lua; writes are only planned.",
        discussion: "With --live writes are sent, after asking. '.help' says what else there is."
    )

    @Flag(name: .long, help: "Send writes.")
    var live = false

    @OptionGroup(title: "Sending options") var sending: SendingOptions
    @OptionGroup(title: "Script options") var limits: ScriptLimitOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.open(try place.find())
        let policy = try sending.policy(below: workspace.settings)
        if live && !sending.yes {
            let target = workspace.settings.target.text
            let instead = "leave --live out: then writes are only planned"
            try console.confirm(
                "send writes to \(target)?",
                unasked: .needsYes("repl --live", orElse: instead)
            )
        }
        let interrupts = Interrupts(console, isDialogue: true)
        let code = try await workspace.withSession(sending.pace, console) { session in
            var repl = Repl(
                session: session,
                limits: try ScriptLimits(limits, workspace.settings),
                policy: policy,
                console: console,
                interrupts: interrupts,
                asksBeforeLive: !sending.yes,
                showsFrames: limits.traceback,
                lines: lines(workspace, console)
            )
            return try await repl.perform(live ? .live : .dryRun)
        }
        return code.rawValue
    }

    private func lines(_ workspace: Workspace, _ console: Console) -> LineReader {
        guard console.manner.isInputTerminal, console.manner.isOutputTerminal,
            let editor = LineEditor(history: History(workspace.folder.history))
        else { return .pipe(LineSource()) }
        return .terminal(editor)
    }
}
