import ArgumentParser
import RequestLog

/// `yeeuu restore`.
struct RestoreCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring a workspace back from the file that 'yeeuu backup' wrote.",
        discussion: """
            The folder is made, or must be empty; it gets the whole workspace or nothing. Do not go \
            on with both the old workspace and the restored one: neither knows what the other sends.
            """
    )

    @Argument(help: "The backup's file.", completion: .file())
    var file: String

    @Argument(help: "The new folder for the workspace.", completion: .directory)
    var dir: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let restorer = WorkspaceRestorer(
            file: Paths.absolute(file),
            folder: Paths.absolute(dir)
        )
        try restorer.check()
        let done = try await restorer.restore(
            passphrase: try passphrase.read(console, new: false)
        )
        console.words("restored \(dir): the log up to entry \(done.checkpoint.size - 1)")
        if done.verification != 0 {
            console.warn("log: not verified; see 'yeeuu log verify --workspace \(dir)'")
        }
        console.words(
            "what the workspace did after the backup is unknown here; go on with one of the two alone"
        )
        return 0
    }
}
