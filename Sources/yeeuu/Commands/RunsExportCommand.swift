import ArgumentParser
import Register

/// `yeeuu runs export`: the list for people.
struct RunsExportCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the list for people: whom a run gave which password.",
        discussion: "The file is a CSV that only you can read; passwords need --reveal."
    )

    @Argument(help: "The run's id.")
    var run: String

    @Option(name: .short, help: "The new file.", completion: .file(extensions: ["csv"]))
    var o: String

    @Flag(name: .long, help: "With the passwords.")
    var reveal = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        let row = try workspace.register.run(run)
        let list = PeopleList(workspace: workspace, showsPasswords: reveal)
        var writer = CSVWriter(headings: PeopleList.headings)
        let rows = try list.rows(of: row.id)
        for cells in rows { writer.add(cells) }
        try writer.write(to: o)
        console.words("wrote \(o): \(Counted.text(rows.count, "row"))")
        return 0
    }
}
