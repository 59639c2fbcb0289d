import ALMS
import ALMSClient
import Runs
import YeeuuScript

/// The dialogue: reads, runs, echoes.
///
/// A person may go on after a mistake; what comes through a pipe ends with its first one, as a
/// script does.
struct Repl {
    let session: Session
    let limits: ScriptLimits
    let policy: Policy
    let console: Console
    let interrupts: Interrupts
    let asksBeforeLive: Bool
    let showsFrames: Bool
    let lines: LineReader

    /// The lines of an input that needs more of them.
    var pending = ""
    /// The script's frames of the last error.
    var frames: [String] = []
    private var codes: [ExitCode] = []

    init(
        session: Session,
        limits: ScriptLimits,
        policy: Policy,
        console: Console,
        interrupts: Interrupts,
        asksBeforeLive: Bool,
        showsFrames: Bool,
        lines: LineReader
    ) {
        self.session = session
        self.limits = limits
        self.policy = policy
        self.console = console
        self.interrupts = interrupts
        self.asksBeforeLive = asksBeforeLive
        self.showsFrames = showsFrames
        self.lines = lines
    }

    /// What became of one input.
    enum Step {
        case goOn
        case leave
        case mistake(ScriptFailure)
        case change(to: RunMode)
    }

    /// Runs the dialogue to its end; the exit code is the worst of its runs'.
    mutating func perform(_ mode: RunMode) async throws -> ExitCode {
        var stage = try await ReplStage(self, mode)
        greet()
        var failure: ScriptFailure?
        loop: while true {
            switch await step(stage) {
            case .goOn: continue
            case .leave: break loop
            case .mistake(let mistake):
                if lines.isPerson { continue }
                failure = mistake
                break loop
            case .change(let mode):
                do {
                    let next = try await ReplStage(self, mode)
                    codes.append(await stage.end(nil))
                    stage = next
                    console.words("a new run begins, \(mode.rawValue), with no variables yet")
                } catch { console.error(Printable.escaped(ErrorWords(error).text)) }
            }
        }
        codes.append(await stage.end(failure))
        return .worst(codes)
    }

    private func greet() {
        if lines.isPerson {
            console.words(".help says what there is; Tab completes, Ctrl-D leaves")
        }
    }

    private mutating func step(_ stage: ReplStage) async -> Step {
        stage.completes(after: pending)
        console.settle()
        switch await lines.read(prompt: prompt(stage.run.mode)) {
        case .interrupted:
            pending = ""
            return lines.isPerson ? .goOn : .mistake(ScriptFailure(.interrupted, "interrupted"))
        case .end, .nobody:
            if pending.isEmpty { return .leave }
            let words = "the input ends where more is expected"
            console.error(words)
            defer { pending = "" }
            return lines.isPerson ? .leave : .mistake(ScriptFailure(.syntax, words))
        case .line(let line): return await take(line, stage)
        }
    }

    private mutating func take(_ line: String, _ stage: ReplStage) async -> Step {
        if pending.isEmpty {
            if line.allSatisfy(\.isWhitespace) { return .goOn }
            do {
                if let command = try DotCommand(line) {
                    if !ScriptHost.mayHoldSecret(line) { lines.remember(line) }
                    return try await obey(command, stage)
                }
            } catch let mistake as DotCommand.Mistake {
                return complain(ScriptFailure(.invalid, mistake.words))
            } catch {
                return complain(ScriptFailure(.invalid, ErrorWords(error).text))
            }
        }
        return await evaluate(pending.isEmpty ? line : pending + "\n" + line, stage)
    }

    private func prompt(_ mode: RunMode) -> String {
        let target = session.workspace.settings.target == .sandbox ? "sandbox" : "service"
        return "yeeuu \(mode.rawValue) \(target)\(pending.isEmpty ? "> " : ">> ")"
    }

    /// Runs a text; it stays pending when more lines are needed.
    private mutating func evaluate(_ text: String, _ stage: ReplStage) async -> Step {
        let evaluation = await stage.watched { await $0.evaluate(text) }
        if case .incomplete = evaluation {
            pending = text
            return .goOn
        }
        pending = ""
        if !ScriptHost.mayHoldSecret(text) { lines.remember(text) }
        switch evaluation {
        case .incomplete: return .goOn
        case .failed(let failure): return complain(failure)
        case .done(let results):
            for result in results { console.line(result) }
            return .goOn
        }
    }

    /// Tells of a mistake in one line, its frames only for who asked for them.
    mutating func complain(_ failure: ScriptFailure) -> Step {
        frames = failure.traceback
        let isPlain = failure.kind == .interrupted
        console.error(isPlain ? "interrupted" : Printable.escaped(failure.message))
        if showsFrames { tellFrames() }
        return .mistake(failure)
    }

    /// The frames of the last error.
    func tellFrames() {
        for frame in frames { console.tell("  " + Printable.escaped(frame)) }
    }
}
