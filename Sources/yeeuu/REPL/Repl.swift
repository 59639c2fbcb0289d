import ALMS
import ALMSClient
import Register
import RequestLog
import Runs
import YeeuuScript

/// The dialogue: reads, runs, echoes.
struct Repl {
    let session: Session
    let limits: ScriptLimits
    let policy: Policy
    let console: Console
    let interrupts: Interrupts
    let asksBeforeLive: Bool
    let lines: LineReader

    /// One run with its Lua; switching between dry and live makes a new one.
    private struct Stage {
        let run: Run
        let host: ScriptHost
        let tally: ReplTally
    }

    /// Runs the dialogue to its end; the exit code is the worst of its runs'.
    func perform(_ mode: RunMode) async throws -> ExitCode {
        var codes: [ExitCode] = []
        var stage = try await begin(mode)
        var pending = ""
        loop: while true {
            switch lines.read(prompt: prompt(stage.run.mode, isContinued: !pending.isEmpty)) {
            case .end: break loop
            case .interrupted: pending = ""
            case .line(let line):
                if pending.isEmpty, line.allSatisfy(\.isWhitespace) { continue }
                do {
                    if pending.isEmpty, let command = try DotCommand(line) {
                        lines.remember(line)
                        if command == .quit { break loop }
                        if let next = switching(command, stage.run.mode) {
                            codes.append(await end(stage))
                            stage = try await begin(next)
                        } else {
                            try await obey(command, stage)
                        }
                        continue
                    }
                } catch let unknown as DotCommand.Unknown {
                    let hint = unknown.nearest.map { "; did you mean '\($0)'?" } ?? "; see .help"
                    console.error("no such command '\(unknown.word)'\(hint)")
                    continue
                } catch {
                    console.error(Printable.escaped(ErrorWords(error).text))
                    continue
                }
                pending = await evaluate(pending.isEmpty ? line : pending + "\n" + line, stage)
            }
        }
        codes.append(await end(stage))
        return .worst(codes)
    }

    private func prompt(_ mode: RunMode, isContinued: Bool) -> String {
        let target = session.workspace.settings.target == .sandbox ? "sandbox" : "service"
        return "yeeuu \(mode.rawValue) \(target)\(isContinued ? ">> " : "> ")"
    }

    // MARK: Runs

    private func begin(_ mode: RunMode) async throws -> Stage {
        let tally = ReplTally()
        let console = console
        var setup = session.setup(mode, script: "repl", policy: policy)
        setup.events = { event in
            tally.take(event)
            if case .warning(let words) = event { console.warn(Printable.escaped(words)) }
        }
        let run = try await Run.start(setup, in: session.resources)
        var options = session.scriptOptions(limits, folder: POSIX.currentFolder())
        options.print = { console.data($0) }
        options.words = { console.words(Printable.escaped($0.text)) }
        return Stage(run: run, host: try ScriptHost(run: run, options: options), tally: tally)
    }

    private func end(_ stage: Stage) async -> ExitCode {
        let report = await stage.run.finish(nil)
        await stage.host.close()
        console.words(ReportText.summary(report))
        if let line = ReportText.checkpoint(report) { console.words(line) }
        return report.exitCode
    }

    private func switching(_ command: DotCommand, _ mode: RunMode) -> RunMode? {
        switch command {
        case .dry where mode == .live: return .dryRun
        case .live where mode == .dryRun: return confirmsLive() ? .live : nil
        default: return nil
        }
    }

    private func confirmsLive() -> Bool {
        if !asksBeforeLive { return true }
        let target = session.workspace.settings.target.text
        guard let answer = console.ask("send writes to \(target) from now on? [y/N] ") else {
            console.error("nobody can be asked here; start it with --live --yes")
            return false
        }
        return ConsentQuestion.isYes(answer)
    }

    // MARK: Lua

    /// Runs a text; gives it back when more lines are needed.
    private func evaluate(_ text: String, _ stage: Stage) async -> String {
        let host = stage.host
        let client = session.client
        let reaction = Interrupts.Reaction(
            first: { host.interrupt() },
            second: {
                client.abandon()
                host.interrupt()
            }
        )
        let evaluation = await interrupts.withReaction(reaction, mindingEarlier: false) {
            await host.evaluate(text)
        }
        if case .incomplete = evaluation { return text }
        if !ScriptHost.mayHoldSecret(text) {
            lines.remember(text.split(separator: "\n").joined(separator: " "))
        }
        switch evaluation {
        case .incomplete: break
        case .done(let results): for result in results { console.line(result) }
        case .failed(let failure): console.error(Printable.escaped(failure.message))
        }
        return ""
    }

    // MARK: Commands

    private func obey(_ command: DotCommand, _ stage: Stage) async throws {
        switch command {
        case .help(let topic): help(topic)
        case .planned:
            for change in stage.tally.changes { console.line(ReportText.line(change)) }
            if stage.tally.changes.isEmpty { console.words("nothing is planned") }
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
        case .run(let path): try await runFile(path, stage)
        case .live, .dry: console.words("it is \(stage.run.mode.rawValue) already")
        case .quit: break
        }
    }

    private func help(_ topic: String?) {
        guard let topic else {
            for (name, meaning) in DotCommand.words {
                let gap = String(repeating: " ", count: max(1, 24 - name.count))
                console.line(name + gap + meaning)
            }
            if let text = ScriptHelp.text(nil) { console.line(text) }
            return
        }
        if let text = ScriptHelp.text(topic) {
            console.line(text)
        } else {
            let hint = ScriptHelp.nearest(topic).map { "; did you mean '\($0)'?" } ?? ""
            console.error("no help on '\(topic)'\(hint)")
        }
    }

    private func showLog(_ stage: Stage) async throws {
        try await session.resources.log.flush()
        var filter = LogFilter()
        filter.run = stage.run.id
        let entries = try LogReader(session.workspace.folder.log).lines(filter)
        console.data(Printable.table(headings: LogText.headings, rows: entries.map(LogText.row)))
    }

    private func runFile(_ path: String, _ stage: Stage) async throws {
        let script = try ScriptFile(path)
        let host = stage.host
        let reaction = Interrupts.Reaction(
            first: { host.interrupt() },
            second: { host.interrupt() }
        )
        let failure = await interrupts.withReaction(reaction, mindingEarlier: false) {
            await host.run(script.source, name: script.name)
        }
        if let failure { console.error(Printable.escaped(failure.message)) }
    }
}
