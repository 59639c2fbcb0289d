import ALMS
import ArgumentParser
import Register
import Runs
import Vault

/// `yeeuu grants list`.
struct GrantsListCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List grants: yeeuu grants list building=B001 kind=password",
        discussion: "Active ones, unless state=any, state=ended or state=removed is given."
    )

    @Argument(help: "Which ones: key=value, as yeeuu.grants takes them.")
    var selection: [String] = []

    @Flag(name: .long, help: "One JSON object a line.")
    var json = false

    @Flag(name: .long, help: "Show the passwords; the log gets to know.")
    var reveal = false

    @Flag(
        name: .long,
        help: ArgumentHelp(
            "Only who may hold what was to be removed, and who may hold nothing though they are to."
        )
    )
    var openRisks = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        if openRisks && !selection.isEmpty { throw Problem.exclusive("--open-risks", "key=value") }
        let workspace = try await Workspace.openMended(try place.find(), console)
        let view = try workspace.register.view()
        let grants =
            try openRisks
            ? view.openRisks()
            : view.grants(try SelectorArguments.grants(selection, zone: workspace.zone))
        if reveal {
            let shown = grants.filter { $0.hasPassword || $0.hasPending }
            try await workspace.noteReveal(
                "grants list",
                count: shown.count,
                doors: shown.map(\.door),
                console
            )
        }
        let list = GrantList(
            view: view,
            zone: workspace.zone,
            showsPasswords: reveal,
            showsRisks: openRisks
        )
        let lost = try list.print(grants, ListOutput(isJSON: json, console: console))
        if grants.isEmpty { console.words("no grants") }
        try OpenRisks.tell(in: view, console)
        guard lost > 0 else { return 0 }
        console.error(
            "\(Counted.text(lost, "password")): no vault key here opens them; "
                + "restore it with 'yeeuu keys restore', or set new passwords"
        )
        return ExitCode.credentials.rawValue
    }
}
