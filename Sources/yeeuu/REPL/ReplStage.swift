import ALMS
import ALMSClient
import Register
import Runs
import Synchronization
import YeeuuScript

/// One run of a REPL with its Lua; each change between dry and live makes a new one.
struct ReplStage {
    let run: Run
    let host: ScriptHost
    let tally: ReplTally
    private let repl: Repl
    private let bar: ProgressBar

    init(_ repl: Repl, _ mode: RunMode) async throws {
        let (console, session) = (repl.console, repl.session)
        let tally = ReplTally()
        let bar = ProgressBar(expected: nil, on: console)
        var setup = session.setup(mode, script: "repl", policy: repl.policy)
        setup.events = { event in
            tally.take(event)
            bar.take(event)
            if case .warning(let words) = event { console.warn(Printable.line(words)) }
        }
        try repl.session.workspace.register.view().check(repl.limits.narrowing)
        run = try await Run.start(setup, in: session.resources)
        if mode == .live { console.boundEnd(to: RunShow.patience) }
        var options = session.scriptOptions(repl.limits, folder: POSIX.currentFolder())
        let isTerminal = console.manner.isOutputTerminal
        options.print = { console.put(isTerminal ? Printable.escaped($0) : $0) }
        options.hasRoom = { console.hasRoom(within: $0) }
        options.words = { word in
            let text = Printable.escaped(word.text)
            if case .warning = word { console.warn(text) } else { console.words(text) }
        }
        host = try ScriptHost(run: run, options: options)
        self.tally = tally
        self.repl = repl
        self.bar = bar
    }

    /// Lets Tab complete what comes after `pending`.
    func completes(after pending: String) {
        guard case .terminal(let editor) = repl.lines else { return }
        let completion = ReplCompletion(host: host, view: run.view)
        editor.completes { completion.complete($0, after: pending) }
    }

    /// Ends the run and shows what it was; gives its exit code.
    func end(_ failure: ScriptFailure?) async -> ExitCode {
        let report = await run.finish(failure)
        await host.close()
        let console = repl.console
        console.words(ReportText.summary(report))
        if let line = ReportText.checkpoint(report) { console.words(line) }
        return report.exitCode
    }

    /// Runs `body`; the first Ctrl-C ends its Lua and waits for what is in flight, the second one
    /// gives that up as unknown.
    func watched<Result>(_ body: (ScriptHost) async -> Result) async -> Result {
        let (host, client, console) = (host, repl.session.client, repl.console)
        let wasInterrupted = Mutex(false)
        let reaction = Interrupts.Reaction(
            first: {
                wasInterrupted.withLock { $0 = true }
                host.interrupt()
                guard client.inFlight > 0 else { return }
                console.words(
                    "\(Counted.text(client.inFlight, "request")) in flight; "
                        + "Ctrl-C again gives up waiting"
                )
            },
            second: {
                client.giveUp()
                host.interrupt()
            }
        )
        return await repl.interrupts.withReaction(reaction, mindingEarlier: false) {
            console.becomePatient()
            bar.begin()
            // Somebody was quicker than the line.
            if Wake.isUp { host.interrupt() }
            let result = await body(host)
            if wasInterrupted.withLock({ $0 }) { await settle() }
            bar.finish()
            return result
        }
    }

    /// Waits until nothing is in flight: its outcomes belong to the line that was interrupted.
    private func settle() async {
        while repl.session.client.inFlight > 0 { try? await Task.sleep(for: .milliseconds(20)) }
    }
}
