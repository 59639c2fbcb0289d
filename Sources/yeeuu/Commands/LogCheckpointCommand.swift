import ArgumentParser
import RequestLog
import Runs

/// `yeeuu log checkpoint`.
struct LogCheckpointCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Sign the log's head now, and print it or write it to a file to keep elsewhere."
    )

    @Option(
        name: .short,
        help: ArgumentHelp("Write it to this new file.", valueName: "file"),
        completion: .file()
    )
    var o: String?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        if let o, Files.kind(o) != nil { throw Problem.fileExists(o) }
        let log = try LogWriter.open(
            at: workspace.folder.log,
            options: try RunResources.logOptions(workspace.vault)
        )
        let head = try await log.checkpoint()
        try await log.close()
        if let o {
            try Files.write(head.note, to: o, mode: 0o644)
            console.words("wrote \(o): \(head.checkpoint.size) \(head.checkpoint.root.base64)")
        } else {
            console.data(String(decoding: head.note, as: UTF8.self))
        }
        return 0
    }
}
