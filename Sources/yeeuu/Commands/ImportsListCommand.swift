import ALMS
import ArgumentParser
import Register

/// `yeeuu imports list`.
struct ImportsListCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List imports, the oldest first."
    )

    @Flag(name: .long, help: "One JSON object a line.")
    var json = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        let imports = try workspace.register.imports()
        let rows: [[JSON]] = imports.map { row in
            [
                .string(row.id), .string(row.what), time(row.time, workspace.zone),
                .integer(Int64(row.count)), time(row.undone, workspace.zone),
            ]
        }
        ListOutput(isJSON: json, console: console)
            .print(["import", "what", "at", "rows", "undone"], rows)
        if imports.isEmpty { console.words("no imports") }
        return 0
    }

    private func time(_ seconds: Int64?, _ zone: CivilTime) -> JSON {
        guard let seconds else { return .null }
        if json { return .integer(seconds) }
        return .string((try? zone.format(seconds)) ?? String(seconds))
    }
}
