import ALMS
import Register
import RequestLog
import Runs
import YeeuuScript

/// What the dot commands do.
extension Repl {
    mutating func obey(_ command: DotCommand, _ stage: ReplStage) async throws -> Step {
        switch command {
        case .help(let topic): return help(topic)
        case .planned:
            for change in stage.tally.changes {
                console.line(ReportText.line(change, session.workspace.zone))
            }
            if stage.tally.changes.isEmpty { console.words("nothing is planned") }
        case .save(let path): try save(path, stage)
        case .report: console.line(stage.tally.text)
        case .doors(let selection):
            let zone = session.workspace.zone
            let doors = try stage.run.view.doors(SelectorArguments.doors(selection, zone: zone))
            DoorList.print(doors, ListOutput(isJSON: false, console: console))
        case .grants(let selection):
            let zone = session.workspace.zone
            let grants = try stage.run.view.grants(SelectorArguments.grants(selection, zone: zone))
            let list = GrantList(view: stage.run.view, zone: zone, showsPasswords: false)
            try list.print(grants, ListOutput(isJSON: false, console: console))
        case .log: try await showLog(stage)
        case .run(let path): return try await runFile(path, stage)
        case .traceback:
            if frames.isEmpty { console.words("no error with frames yet") }
            tellFrames()
        case .live: return live(stage)
        case .dry: return .change(to: .dryRun)
        case .quit: return .leave
        }
        return .goOn
    }

    private func live(_ stage: ReplStage) -> Step {
        if stage.run.mode == .live {
            console.words("it is live already")
            return .goOn
        }
        guard asksBeforeLive else { return .change(to: .live) }
        let target = session.workspace.settings.target.text
        do throws(Problem) {
            try console.confirm(
                "send writes to \(target) from now on?",
                unasked: .needsYes(".live")
            )
            return .change(to: .live)
        } catch {
            let words =
                if case .needsYes = error {
                    "nobody can be asked here; start with 'yeeuu repl --live --yes'"
                } else { "it stays \(stage.run.mode.rawValue)" }
            console.error(words)
            return .mistake(ScriptFailure(.operation(.policy), words))
        }
    }

    private mutating func help(_ topic: String?) -> Step {
        guard let topic else {
            listCommands(DotCommand.words)
            if let text = ScriptHelp.text(nil) { console.line("\n" + text) }
            return .goOn
        }
        let commands = DotCommand.words.filter {
            $0.usage.split(separator: " ").first ?? "" == topic
        }
        if !commands.isEmpty {
            listCommands(commands)
        } else if let text = ScriptHelp.text(topic) {
            console.line(text)
        } else {
            let hint =
                NearestName.find(topic, among: DotCommand.names) ?? ScriptHelp.nearest(topic)
            let remedy = hint.map { "; did you mean '\($0)'?" } ?? ""
            return complain(ScriptFailure(.invalid, "no help on '\(topic)'\(remedy)"))
        }
        return .goOn
    }

    private func listCommands(_ commands: [(usage: String, meaning: String)]) {
        for (usage, meaning) in commands {
            let gap = String(repeating: " ", count: max(2, 24 - Printable.width(usage)))
            console.line(usage + gap + meaning)
        }
    }

    private func save(_ path: String, _ stage: ReplStage) throws {
        guard stage.run.mode == .dryRun else {
            throw Problem.unfit(run: stage.run.id, reason: "live; only a dry run can be saved")
        }
        if Files.kind(path) != nil { throw Problem.fileExists(path) }
        try Files.write(try stage.run.plan(), to: path)
        console.words("saved \(path); 'yeeuu show \(path)' shows it, 'yeeuu apply' sends it")
    }

    private func showLog(_ stage: ReplStage) async throws {
        try await session.resources.log.flush()
        var filter = LogFilter()
        filter.run = stage.run.id
        let entries = try LogReader(session.workspace.folder.log).lines(filter)
        let rows = entries.map { LogText.row($0, session.workspace.zone) }
        console.data(Printable.table(headings: LogText.headings, rows: rows))
    }

    private mutating func runFile(_ path: String, _ stage: ReplStage) async throws -> Step {
        let script = try ScriptFile(path)
        let failure = await stage.watched { await $0.run(script.source, name: script.name) }
        if let failure { return complain(failure) }
        return .goOn
    }
}
