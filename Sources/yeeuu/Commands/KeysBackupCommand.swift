import ArgumentParser
import Vault

/// `yeeuu keys backup`.
struct KeysBackupCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write all keys into one file, encrypted with a passphrase.",
        discussion: "Whoever has the file and the passphrase can open every door. Keep them apart."
    )

    @Argument(help: "The new file.", completion: .file())
    var file: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let vault = try Vault.open(at: try place.find().keys)
        if Files.kind(file) != nil { throw Problem.fileExists(file) }
        try vault.backup(
            to: Paths.absolute(file),
            passphrase: try passphrase.read(console, new: true)
        )
        console.words("wrote \(file)")
        return 0
    }
}

/// `yeeuu keys restore`.
struct KeysRestoreCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring the keys of a backup back into a workspace that lost some.",
        discussion: "Keys that stand there stay; one that differs from the backup's is refused."
    )

    @Argument(help: "The backup's file.", completion: .file())
    var file: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let folder = try place.find()
        _ = try Vault.restore(
            from: Paths.absolute(file),
            passphrase: try passphrase.read(console, new: false),
            to: folder.keys
        )
        console.words("restored \(folder.keys)")
        return 0
    }
}
