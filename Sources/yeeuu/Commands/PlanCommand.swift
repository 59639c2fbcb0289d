import ArgumentParser
import Runs

/// `yeeuu plan`: rehearses a script, or the undoing of a run, and saves what it would send.
struct PlanCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Save the exact requests of a rehearsal, signed, to be shown and applied.",
        discussion: """
            yeeuu plan rotate.lua building=B001 -o rotate.plan
            yeeuu plan --undo RUN -o undo.plan
            """
    )

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The file to write.", valueName: "file"),
        completion: .file()
    )
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Plan the inverse of what this run did, instead of a script.",
            valueName: "run"
        )
    )
    var undo: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Why, for whoever has to approve it.", valueName: "text")
    )
    var because = ""

    @Flag(name: .long, help: "Exit with 3 when there are changes, 0 when there are none.")
    var detailedExitcode = false

    @OptionGroup(title: "Pace of its reads") var pace: PaceOptions
    @OptionGroup(title: "Script options") var limits: ScriptLimitOptions

    @Argument(help: "The script, then what it gets: key=value.")
    var script: [String] = []

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if (undo == nil) == script.isEmpty {
            throw ValidationError("give a script, or --undo RUN")
        }
        if because.utf8.count > 1000 {
            throw ValidationError("--because: \(because.utf8.count) bytes given; give at most 1000")
        }
        if let kind = Files.kind(file) {
            throw ValidationError("-o: there is a \(kind) \(file) already; give another name")
        }
    }

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.open(try place.find())
        return try await workspace.withSession(pace, console) { session in
            let (run, report) = try await rehearse(session, console)
            show(console, session).show(report)
            guard report.exitCode == .done else {
                console.words("\(file) is not saved: a plan is of a rehearsal without errors")
                return report.exitCode.rawValue
            }
            guard report.planned > 0 else {
                let nothing = undo.map { "nothing of run \($0) can be undone by sending" }
                console.words(
                    "\(nothing ?? "the script changes nothing"); there is no plan to save"
                )
                return 0
            }
            try Files.write(try run.plan(because: because, undoing: undo), to: file)
            console.words(
                "saved \(file); 'yeeuu show \(file)' shows it, 'yeeuu apply' sends it"
            )
            if run.writesList {
                console.words(
                    "applying it writes no list; 'yeeuu runs export RUN --reveal -o FILE' does, "
                        + "afterwards"
                )
            }
            return detailedExitcode ? ExitCode.changes.rawValue : 0
        }
    }

    private func show(_ console: Console, _ session: Session) -> RunShow {
        RunShow(
            console: console,
            zone: session.workspace.zone,
            isJSON: false,
            showsFrames: limits.traceback
        )
    }

    private func rehearse(
        _ session: Session,
        _ console: Console
    ) async throws -> (Run, RunReport) {
        guard let undo else { return try await rehearseScript(session, console) }
        let setup = session.setup(
            .dryRun,
            script: "undo \(undo)",
            policy: session.workspace.settings.policy
        )
        let run = try await Run.start(setup, in: session.resources)
        do {
            for words in try run.planUndo(of: undo) { console.warn("cannot be undone: \(words)") }
        } catch {
            _ = await run.finish(nil)
            throw error
        }
        return (run, await run.finish(nil))
    }

    private func rehearseScript(
        _ session: Session,
        _ console: Console
    ) async throws -> (Run, RunReport) {
        let execution = Execution(
            session: session,
            script: try ScriptFile(script[0]),
            arguments: try ScriptArguments.read(Array(script.dropFirst())),
            limits: try ScriptLimits(limits, session.workspace.settings),
            policy: session.workspace.settings.policy,
            interrupts: Interrupts(console)
        )
        let show = show(console, session)
        let bar = ProgressBar(expected: nil, on: console)
        defer { bar.finish() }
        return try await execution.performed(.dryRun, ears: show.ears(bar))
    }
}
