import ArgumentParser
import RequestLog
import Runs
import Vault

/// `yeeuu keys new`.
struct KeysNewCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a key for somebody who approves, and print what others trust it by.",
        discussion: "An approver needs no partner secret and no workspace of their own."
    )

    @Option(name: .long, help: "The key's name, say, wang.example.com/approver.")
    var name: String

    @Argument(help: "The new folder for it.", completion: .directory)
    var dir = "keys"

    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let vault = try Vault.createApprover(at: Paths.absolute(dir), name: name)
        console.line("\(try RunResources.signer(vault.signingKey).verifierKey)")
        console.words("made \(dir); its private half never leaves that folder")
        return 0
    }
}
