import ArgumentParser
import Register

/// `yeeuu doors protect`: doors that no run may change.
struct DoorsProtectCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "protect",
        abstract: "Let no run change these doors; --off lets it again."
    )

    @Argument(help: "Which ones: key=value, as yeeuu.doors takes them; all=true for all.")
    var selection: [String] = []

    @Flag(name: .long, help: "Take the protection away.")
    var off = false

    @OptionGroup var wait: WaitOption
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        if selection.isEmpty { throw Problem.noSelection("doors protect") }
        let workspace = try await Workspace.open(try place.find())
        let selector = try SelectorArguments.doors(selection, zone: workspace.zone)
        let change = try await workspace.change("doors protect", wait: wait) {
            try workspace.register.settingDoors(selector, protected: !off)
        }
        console.words((off ? "freed " : "protected ") + Counted.text(change.count, "door"))
        return 0
    }
}
