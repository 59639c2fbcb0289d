import ALMS
import ArgumentParser
import Register
import Runs

/// `yeeuu resume`: finishes an applied plan, settles what is unknown of any run.
struct ResumeCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Finish an applied plan, or settle what is unknown of a run.",
        discussion: """
            Everything is sent again as it was, passwords included; doors are never opened. What \
            another run asked for otherwise since is closed, not sent; whoever has no password \
            comes first.
            """
    )

    @Argument(help: "The run's id.")
    var run: String

    @Flag(name: .long, help: "One JSON object a line on standard output.")
    var json = false

    @Option(
        name: .long,
        help: "What you know of openings that nobody answered for: opened or not-opened."
    )
    var openings: OpeningWord?

    @OptionGroup(title: "Sending options") var sending: SendingOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let interrupts = Interrupts(console)
        let workspace = try await Workspace.openAlone(
            try place.find(),
            for: "resume \(run)",
            wait: interrupts.wait(sending.wholeWait, console)
        )
        let row = try workspace.register.run(run)
        guard row.mode == RunMode.live.rawValue else {
            throw Problem.unfit(run: run, reason: "it is a dry run: nothing of it was sent")
        }
        let plan = try PlanShelf(workspace: workspace.folder.path).plan(appliedBy: run)
        let policy = try sending.policy(below: workspace.settings)
        return try await workspace.withSession(sending.pace, console) { session in
            let wordsGiven = try await settleOpenings(session, console)
            let history = try RunHistory(of: run, applying: plan, in: session.resources)
            let isWhole = plan != nil || row.state == "done"
            let isOwed = try !workspace.register.view().owed().isEmpty
            if wordsGiven == 0, !isOwed, history.isFinished {
                console.words(
                    isWhole
                        ? "run \(run) is finished: nothing is left of it"
                        : "nothing of run \(run) is unknown"
                )
                if !isWhole { tellRest(row.script, console) }
                return 0
            }
            var sender = PlanSender(
                session: session,
                plan: plan,
                console: console,
                isJSON: json,
                interrupts: interrupts,
                script: row.script
            )
            sender.isUncounted = true
            let code = try await sender.perform(policy, resuming: run) { run in
                guard let plan else { return await run.settle(history) }
                return try await run.resume(plan, history)
            }
            if !isWhole { tellRest(row.script, console) }
            return code
        }
    }

    /// What resuming a script's run cannot do.
    private func tellRest(_ script: String, _ console: Console) {
        console.words(
            "what \(script) had not started cannot be known; for the rest run it again, "
                + "with --only-unfinished \(run) if it uses each: "
                + "items that were not confirmed are done again from their start"
        )
    }

    /// Takes a person's word for openings of which nobody knows; how many it settled.
    private func settleOpenings(_ session: Session, _ console: Console) async throws -> Int {
        let name = session.workspace.settings.operatorName
        var count = 0
        let history = try RunHistory(of: run, in: session.resources)
        let target = session.workspace.settings.target.text
        if let other = history.target, other != target {
            throw Problem.otherTarget(run: run, target: other, workspace: target)
        }
        for opening in history.openings {
            let door = opening.request?.door?.description ?? "a door"
            let question = "\(door): was it opened? [y/n, anything else: not known] "
            guard let word = try openings ?? ask(question, console) else { continue }
            try await session.resources.settle(
                opening,
                of: run,
                wasOpened: word == .opened,
                by: name
            )
            count += 1
        }
        return count
    }

    private func ask(_ question: String, _ console: Console) throws(Problem) -> OpeningWord? {
        let answer = console.ask(question)
        if case .interrupted = answer { throw .interrupted }
        return OpeningWord(answer: answer.text)
    }
}

/// What somebody knows of an opening.
enum OpeningWord: String, ExpressibleByArgument, CaseIterable {
    case opened
    case notOpened = "not-opened"

    /// The answer to a question; nil when it says neither.
    init?(answer: String?) {
        switch answer?.lowercased().filter({ !$0.isWhitespace }) {
        case "y", "yes", "是": self = .opened
        case "n", "no", "否": self = .notOpened
        default: return nil
        }
    }
}
