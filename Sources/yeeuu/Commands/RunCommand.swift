import ALMS
import ArgumentParser
import Register
import Runs

/// `yeeuu run`: rehearses or carries out a script.
struct RunCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a script; with --dry-run nothing is changed.",
        discussion: """
            The script gets what stands behind it as yeeuu.args: \
            yeeuu run --dry-run rotate.lua building=B001
            """
    )

    @Flag(name: .long, help: "Send reads alone, and tell what would be changed.")
    var dryRun = false

    @Flag(name: .long, help: "One JSON object a line on standard output.")
    var json = false

    @OptionGroup(title: "Sending options") var sending: SendingOptions
    @OptionGroup(title: "Script options") var limits: ScriptLimitOptions

    @Argument(help: "The script.", completion: .file(extensions: ["lua"]))
    var script: String

    @Argument(help: "What the script gets: key=value.")
    var arguments: [String] = []

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let file = try ScriptFile(script)
        let arguments = try ScriptArguments.read(arguments)
        let interrupts = Interrupts(console)
        let workspace = try await workspace(file, interrupts, console)
        let policy = try sending.policy(below: workspace.settings)
        let report = try await workspace.withSession(sending.pace, console) { session in
            let execution = Execution(
                session: session,
                script: file,
                arguments: arguments,
                limits: try ScriptLimits(limits, workspace.settings),
                policy: policy,
                interrupts: interrupts
            )
            let show = RunShow(
                console: console,
                zone: workspace.zone,
                isJSON: json,
                showsFrames: limits.traceback
            )
            let report = try await show.perform(execution, dryRun ? .dryRun : .live, sending)
            try tellRest(report, workspace, console)
            return report
        }
        return report.exitCode.rawValue
    }

    /// The workspace; that of a live run alone, from before anything of it is read.
    private func workspace(
        _ file: ScriptFile,
        _ interrupts: Interrupts,
        _ console: Console
    ) async throws -> Workspace {
        if dryRun { return try await Workspace.open(try place.find()) }
        return try await Workspace.openAlone(
            try place.find(),
            for: file.name,
            wait: interrupts.wait(sending.wholeWait, console)
        )
    }

    /// The way on after a live run that did a part of its items.
    private func tellRest(
        _ report: RunReport,
        _ workspace: Workspace,
        _ console: Console
    ) throws {
        guard report.mode == .live, report.exitCode != .done, report.counts[.ok] != nil,
            try !workspace.register.items(of: report.id).isEmpty
        else { return }
        console.words(
            "'yeeuu run --only-unfinished \(report.id) …' does the items that were not confirmed"
        )
    }
}
