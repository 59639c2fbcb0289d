import ALMS
import ArgumentParser
import Register
import YeeuuScript

/// `yeeuu runs show`.
struct RunsShowCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a run did."
    )

    @Argument(help: "The run's id.")
    var run: String

    @Flag(name: .long, help: "The report as one JSON object.")
    var json = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        let row = try workspace.register.run(run)
        guard let text = row.report else {
            throw Problem.unfit(run: row.id, reason: "it has no report: it is \(row.state)")
        }
        if json {
            console.line(text)
        } else {
            let report = try JSONParser.parse(Array(text.utf8))
            for line in try words(of: row, workspace.register) {
                console.line(Printable.escaped(line))
            }
            for line in StoredReport.lines(report, workspace.zone) {
                console.line(Printable.escaped(line))
            }
        }
        return 0
    }

    /// What the report itself does not tell.
    private func words(of run: RunRow, _ register: Register) throws -> [String] {
        guard let words = try register.words(of: run.id) else { return [] }
        let lines = [("operator", words.operatorName), ("arguments", words.arguments)]
        return lines.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }
    }
}
