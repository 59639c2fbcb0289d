import ALMS
import ArgumentParser
import Register

/// `yeeuu runs list`.
struct RunsListCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List runs, the oldest first.",
        discussion: """
            Times, and those in the ids, are the workspace's zone's. An argument that may be a \
            password is dots.
            """
    )

    @Flag(name: .long, help: "One JSON object a line.")
    var json = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        let register = workspace.register
        let runs = try register.runs()
        let rows = try runs.map { run in
            row(of: run, try register.words(of: run.id), workspace.zone)
        }
        ListOutput(isJSON: json, console: console).print(columns, rows)
        if runs.isEmpty { console.words("no runs") }
        try OpenRisks.tell(in: workspace.register.view(), console)
        return 0
    }

    /// People read the arguments behind the script, and know an ok as the service's word.
    var columns: [String] {
        let head = ["run", "mode", "state", "script"]
        let counts = ["ok", "refused", "failed", "unknown", "skipped", "waiting"]
        if json { return head + ["started", "ended"] + counts + ["arguments", "operator"] }
        return head + ["operator", "started", "ended", OutcomeClass.ok.shortWords]
            + counts.dropFirst()
    }

    func row(of run: RunRow, _ words: RunWords?, _ zone: CivilTime) -> [JSON] {
        let arguments = words?.arguments ?? ""
        let operatorName = JSON.string(words?.operatorName ?? "")
        let head: [JSON] = [.string(run.id), .string(run.mode), .string(run.state)]
        let times = [time(run.started, zone), time(run.ended, zone)]
        let counts = counts(of: run, waiting: words?.waiting ?? 0)
        if json {
            return head + [.string(run.script)] + times + counts
                + [.string(arguments), operatorName]
        }
        let script = [run.script, arguments].filter { !$0.isEmpty }.joined(separator: " ")
        return head + [.string(script), operatorName] + times + counts
    }

    /// Of a run that has not ended, or was killed, nobody has counted yet.
    private func counts(of run: RunRow, waiting: Int) -> [JSON] {
        let classes: [OutcomeClass] = [.ok, .refused, .failed, .unknown, .skipped]
        guard run.ended != nil else { return classes.map { _ in .null } + [.null] }
        return classes.map { .integer(Int64(run.counts[$0, default: 0])) }
            + [.integer(Int64(waiting))]
    }

    private func time(_ seconds: Int64?, _ zone: CivilTime) -> JSON {
        guard let seconds else { return .null }
        if json { return .integer(seconds) }
        return .string((try? zone.format(seconds)) ?? String(seconds))
    }
}
