import ALMS
import Register
import Runs
import YeeuuScript

/// Shows a run while it is at work, and its report at the end.
struct RunShow: Sendable {
    let console: Console
    let zone: CivilTime
    let isJSON: Bool
    let showsFrames: Bool

    /// For so many seconds the end of a live run waits while nobody reads what it said.
    static let patience = 10.0
    /// And that of one that was to end at once: by Ctrl-C, or by a limit.
    static let impatience = 0.5

    /// Performs `execution` and shows it.
    func perform(
        _ execution: Execution,
        _ mode: RunMode,
        _ sending: SendingOptions
    ) async throws -> RunReport {
        let bar = ProgressBar(expected: nil, on: console)
        let question = ConsentQuestion(execution: execution, console: console, bar: bar)
        var consent: (@Sendable (Run) async -> Consent)?
        if !sending.yes {
            consent = { await question.ask($0) }
        } else if execution.session.workspace.settings.approvals != nil {
            consent = { await question.checkApprovals($0) }
        }
        let report = try await execution.perform(
            mode,
            ears: ears(bar, waitsForData: !isJSON || mode == .dryRun),
            consent: consent,
            began: { began($0) }
        )
        bar.finish()
        show(report)
        if mode == .live {
            try OpenRisks.tell(in: execution.session.workspace.register.view(), console)
        }
        return report
    }

    /// Tells that a run begins.
    func began(_ run: Run) {
        if run.mode == .live { console.boundEnd(to: Self.patience) }
        if isJSON { console.put(EventLines.version(run).encoded + "\n") }
    }

    /// Shows the report: the list on standard output, all else on standard error.
    func show(_ report: RunReport) {
        if report.isCutShort {
            console.giveUp()
            console.boundEnd(to: Self.impatience)
        }
        if isJSON {
            console.put(EventLines.summary(report).encoded + "\n")
        } else if report.mode == .dryRun {
            for change in ReportText.byPerson(report.changes) {
                console.line(ReportText.line(change, zone))
            }
        }
        if let failure = report.failure { tell(failure) }
        if case .bound("consent", let words) = report.stopped {
            console.error(Printable.escaped(words))
        } else {
            for line in ReportText.failures(report) { console.tell(line) }
            if let stopped = report.stopped {
                console.error("stopped: \(Printable.escaped("\(stopped)"))")
            }
        }
        for line in ReportText.waiting(report) { console.tell(line) }
        for problem in report.problems { console.error(Printable.escaped(problem)) }
        console.words(ReportText.summary(report))
        if let line = ReportText.checkpoint(report) { console.words(line) }
    }

    private func tell(_ failure: ScriptFailure) {
        console.error(Printable.escaped(failure.message))
        if showsFrames {
            for frame in failure.traceback { console.tell("  \(Printable.escaped(frame))") }
        }
    }

    /// What a run tells while it is at work, on the console.
    ///
    /// `waitsForData`: whether the script is held up while nobody reads standard output. It is not
    /// where requests are told there: what is sent waits for no reader.
    func ears(_ bar: ProgressBar, waitsForData: Bool = true) -> Execution.Ears {
        Execution.Ears(
            print: printer,
            words: { word in
                let text = Printable.escaped(word.text)
                if case .warning = word { console.warn(text) } else { console.words(text) }
            },
            events: { event in
                bar.take(event)
                if case .warning(let words) = event { console.warn(Printable.line(words)) }
                if isJSON, let line = EventLines.line(event) { console.put(line.encoded + "\n") }
            },
            hasRoom: { seconds in
                waitsForData
                    ? console.hasRoom(within: seconds) : console.wordsHaveRoom(within: seconds)
            }
        )
    }

    /// With `--json` standard output is for objects alone.
    private var printer: @Sendable (String) -> Void {
        let console = console
        if isJSON {
            return { text in
                let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
                console.tell(Printable.escaped(line))
            }
        }
        guard console.manner.isOutputTerminal else { return { console.put($0) } }
        return { console.put(Printable.escaped($0)) }
    }
}

extension CallReply {
    /// The class that a progress bar counts; nil for what was not sent.
    var counted: OutcomeClass? {
        switch self.class {
        case .ok: .ok
        case .refused: .refused
        case .failed: .failed
        case .unknown: .unknown
        case .planned, .policy, .cancelled: nil
        }
    }
}

extension RunReport {
    /// Whether somebody, or a limit, ended it before its end.
    var isCutShort: Bool {
        if stopped == .interrupted { return true }
        return failure.map { $0.kind == .limit || $0.kind == .interrupted } ?? false
    }
}
