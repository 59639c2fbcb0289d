import ALMS
import ArgumentParser
import Register

/// `yeeuu runs export`: the list for people.
struct RunsExportCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the list for people: whom a run gave which password.",
        discussion: """
            The file is a CSV that only you can read; passwords need --reveal. With --template it \
            holds that file's text once for every confirmed person instead, an empty line between \
            two, with {authoredName}, {password} and all other headings of the CSV filled in.
            """
    )

    @Argument(help: "The run's id.")
    var run: String

    @Option(
        name: .short,
        help: ArgumentHelp("The new file.", valueName: "file"),
        completion: .file(extensions: ["csv"])
    )
    var o: String

    @Option(
        name: .long,
        help: ArgumentHelp("A text with {placeholders}.", valueName: "file"),
        completion: .file()
    )
    var template: String?

    @Flag(name: .long, help: "With the passwords.")
    var reveal = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        let row = try workspace.register.run(run)
        let list = PeopleList(workspace: workspace, showsPasswords: reveal)
        let template = try self.template.map { path in
            let text = String(decoding: try Files.read(path), as: UTF8.self)
            return try PersonTemplate(text, file: path, names: PeopleList.headings)
        }
        if template?.wantsPassword == true, !reveal {
            throw Problem.missingOption("--reveal", remedy: "the template shows {password}")
        }
        let rows = try list.rows(of: row.id)
        if let template { return try write(rows, template, console) }
        var writer = CSVWriter(headings: PeopleList.headings)
        for cells in rows { writer.add(cells) }
        try writer.write(to: o)
        console.words("wrote \(o): \(Counted.text(rows.count, "row"))")
        return 0
    }

    private func write(
        _ rows: [[String]],
        _ template: PersonTemplate,
        _ console: Console
    ) throws -> Int32 {
        let confirmed = rows.filter { $0.last == OutcomeClass.ok.rawValue }
        let text = confirmed.map(template.filled).joined(separator: "\n")
        try Files.write(Array(text.utf8), to: o)
        console.words("wrote \(o): \(Counted.text(confirmed.count, "person", "people"))")
        let left = rows.count - confirmed.count
        if left > 0 { console.warn("\(Counted.text(left, "row")) left out: not confirmed") }
        return 0
    }
}
