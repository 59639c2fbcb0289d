import ArgumentParser
import Register
import YeeuuScript

/// `yeeuu doors retire`.
struct DoorsRetireCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Leave doors that are gone out of selections and reports; nothing is sent.",
        discussion: """
            Refused while anybody holds access there. Their history stays, 'yeeuu doors list --retired' \
            names them, and importing one again brings it back.
            """
    )

    @Argument(help: "Which ones: key=value, as yeeuu.doors takes them; all=true for all.")
    var selection: [String] = []

    @OptionGroup var wait: WaitOption
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        if selection.isEmpty { throw Problem.noSelection("doors retire") }
        let workspace = try await Workspace.open(try place.find())
        let selector = try SelectorArguments.doors(selection, zone: workspace.zone)
        let change = try await workspace.change("doors retire", wait: wait) {
            try workspace.register.retiringDoors(selector)
        }
        console.words("retired \(Counted.text(change.count, "door"))")
        return 0
    }
}
