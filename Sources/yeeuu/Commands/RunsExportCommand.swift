import ALMS
import ArgumentParser
import Register
import Runs

/// `yeeuu runs export`: the list for people.
struct RunsExportCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract:
            "Write the list for people: whom a run was about, and which password they hold now.",
        discussion: """
            The file is a CSV that only you can read; passwords need --reveal. Everybody whom the run \
            was about stands in it, the refused, the waiting (their door was offline) and the skipped \
            too. A password stands there where the service confirmed it, or where the one from before \
            still holds, and the note says so.

            With --template it holds that file's text once for every confirmed person instead, with \
            all their doors, an empty line between two, with {authoredName}, {password} and all other \
            headings of the CSV filled in.
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

    @Flag(name: .long, help: "With the passwords; the log gets to know.")
    var reveal = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        let row = try workspace.register.run(run)
        let list = PeopleList(workspace: workspace)
        let template = try self.template.map { path in
            let text = String(decoding: try Files.read(path), as: UTF8.self)
            return try PersonTemplate(text, file: path, names: PeopleListRow.headings)
        }
        if template?.wantsPassword == true, !reveal {
            throw Problem.missingOption("--reveal", remedy: "the template shows {password}")
        }
        let rows = try list.rows(of: row)
        if reveal {
            let shown = rows.filter { $0.password != nil }
            try await workspace.noteReveal(
                "runs export",
                run: row.id,
                count: shown.count,
                doors: shown.map(\.door),
                console
            )
        }
        if let template { return try write(rows, template, console) }
        var writer = CSVWriter(headings: PeopleListRow.headings)
        for row in rows { writer.add(row.cells(showsPasswords: reveal)) }
        try writer.write(to: o)
        console.words("wrote \(o): \(Counted.text(rows.count, "row"))")
        return 0
    }

    private func write(
        _ rows: [PeopleListRow],
        _ template: PersonTemplate,
        _ console: Console
    ) throws -> Int32 {
        let letters = PersonLetter.all(rows, withPassword: template.wantsPassword)
        let text = letters.map { template.filled($0.cells()) }.joined(separator: "\n")
        try Files.write(Array(text.utf8), to: o)
        console.words("wrote \(o): \(Counted.text(letters.count, "person", "people"))")
        let left = rows.count - letters.reduce(0) { $0 + $1.count }
        if left > 0 { console.warn("\(Counted.text(left, "row")) left out: not confirmed") }
        return 0
    }
}
