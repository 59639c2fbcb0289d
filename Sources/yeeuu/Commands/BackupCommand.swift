import ArgumentParser
import RequestLog
import YeeuuScript

/// `yeeuu backup`.
struct BackupCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write the whole workspace into one file, encrypted with a passphrase.",
        discussion: """
            Register, log, keys, settings, plans, runs and lib, and a sandbox's state; also while a \
            run goes on. Whoever has the file and the passphrase can open every door. Keep them apart.
            """
    )

    @Argument(help: "The new file.", completion: .file())
    var file: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let path = Paths.absolute(file)
        if Files.kind(path) != nil { throw Problem.fileExists(file) }
        let workspace = try await Workspace.openMended(try place.find(), console)
        let backup = WorkspaceBackup(workspace: workspace, file: path)
        let written = try await backup.write(passphrase: try passphrase.read(console, new: true))
        for name in written.skipped {
            console.warn(Printable.escaped("\(name): neither file nor folder; left out"))
        }
        console.words("wrote \(file): the log up to entry \(written.checkpoint.size - 1)")
        return 0
    }
}
