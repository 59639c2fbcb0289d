import ArgumentParser
import Register

/// `yeeuu grants forget`.
struct GrantsForgetCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Delete grants from the register; nothing is sent, the locks keep them."
    )

    @Argument(help: "Which ones: key=value, as yeeuu.grants takes them; all=true for all.")
    var selection: [String] = []

    @OptionGroup var wait: WaitOption
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        if selection.isEmpty { throw Problem.noSelection("grants forget") }
        let workspace = try await Workspace.openMended(try place.find(), console)
        let selector = try SelectorArguments.grants(selection, zone: workspace.zone)
        let change = try await workspace.change("grants forget", wait: wait) {
            try workspace.register.forgettingGrants(selector)
        }
        console.words(
            "forgot \(Counted.text(change.count, "grant")); the locks keep what they hold"
        )
        return 0
    }
}
