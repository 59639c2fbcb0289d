import ALMS
import ArgumentParser
import Register

/// `yeeuu runs list`.
struct RunsListCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List runs, the oldest first."
    )

    @Flag(name: .long, help: "One JSON object a line.")
    var json = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        let runs = try workspace.register.runs()
        let columns = [
            "run", "mode", "state", "script", "started", "ended", "ok", "refused", "failed",
            "unknown",
        ]
        let rows = runs.map { row(of: $0, workspace.zone) }
        ListOutput(isJSON: json, console: console).print(columns, rows)
        if runs.isEmpty { console.words("no runs") }
        return 0
    }

    func row(of run: RunRow, _ zone: CivilTime) -> [JSON] {
        let texts: [JSON] = [
            .string(run.id), .string(run.mode), .string(run.state), .string(run.script),
            time(run.started, zone), time(run.ended, zone),
        ]
        let classes: [OutcomeClass] = [.ok, .refused, .failed, .unknown]
        // Of a run that has not ended, or was killed, nobody has counted yet.
        guard run.ended != nil else { return texts + classes.map { _ in .null } }
        return texts + classes.map { .integer(Int64(run.counts[$0, default: 0])) }
    }

    private func time(_ seconds: Int64?, _ zone: CivilTime) -> JSON {
        guard let seconds else { return .null }
        if json { return .integer(seconds) }
        return .string((try? zone.format(seconds)) ?? String(seconds))
    }
}
