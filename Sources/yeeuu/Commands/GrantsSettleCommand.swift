import ALMS
import ArgumentParser
import Register
import Runs

/// `yeeuu grants settle`.
struct GrantsSettleCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Say what is held where the service left it open; nothing is sent.",
        discussion: """
            For whoever stood at the door and tried. Only grants about which something is open are \
            settled: what they hold is then known by your word, which the log keeps.
            """
    )

    @Argument(help: "Which ones: key=value, as yeeuu.grants takes them; all=true for all.")
    var selection: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "current, pending (as grants list shows them; pending:1 is the oldest), or nothing.",
            valueName: "what"
        ),
        transform: HoldingWord.read
    )
    var holds: HoldingWord

    @OptionGroup var wait: WaitOption
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        if selection.isEmpty { throw Problem.noSelection("grants settle") }
        let interrupts = Interrupts(console)
        let workspace = try await Workspace.openAlone(
            try place.find(),
            for: "grants settle",
            wait: interrupts.wait(wait.whole, console)
        )
        let selector = try SelectorArguments.grants(selection, zone: workspace.zone)
        let (change, left) = try workspace.register.settlingGrants(selector, holds)
        _ = try await workspace.settle(change)
        for (id, why) in left { console.warn("\(id): not settled: \(why)") }
        console.words("settled \(Counted.text(change.count, "grant")) by your word")
        if change.isEmpty, left.isEmpty { console.words("nothing is open about those selected") }
        return left.isEmpty ? 0 : ExitCode.someFailed.rawValue
    }
}

extension HoldingWord {
    /// Reads `current`, `pending`, `pending:2` or `nothing`.
    static func read(_ text: String) throws -> HoldingWord {
        switch text {
        case "current": return .current
        case "pending": return .pending(nil)
        case "nothing": return .nothing
        default:
            guard text.hasPrefix("pending:"), let number = Int(text.dropFirst(8)), number >= 1
            else {
                throw ValidationError(
                    "'\(text)' given; give current, pending, pending:2 or nothing"
                )
            }
            return .pending(number)
        }
    }
}
