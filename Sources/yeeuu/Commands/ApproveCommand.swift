import ArgumentParser
import RequestLog
import Runs
import Vault

/// `yeeuu approve`: adds a signature to a plan.
struct ApproveCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Add a key's signature to a plan.",
        discussion: "The key is the workspace's, or the one that 'yeeuu keys new' made in --keys."
    )

    @Argument(help: "The plan's file.", completion: .file())
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp("The folder that 'yeeuu keys new' made.", valueName: "dir"),
        completion: .directory
    )
    var keys: String?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let plan = try Plan(file: file)
        let key: SigningKey
        if let keys {
            key = try Vault.open(at: Paths.absolute(keys)).signingKey
        } else {
            key = try Vault.open(at: try place.find().keys).planKey
        }
        let signer = try RunResources.signer(key)
        if plan.note.signatures.contains(where: { $0.name == signer.verifierKey.name }) {
            console.words("\(signer.verifierKey.name) has signed it already")
            return 0
        }
        try Files.write(try plan.note.adding(signer).encoded(), to: file, replacing: true)
        console.words("signed as \(signer.verifierKey.name)")
        return 0
    }
}
