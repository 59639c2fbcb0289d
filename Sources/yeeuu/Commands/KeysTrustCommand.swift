import ArgumentParser
import RequestLog
import Vault

/// `yeeuu keys trust`.
struct KeysTrustCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Trust somebody's key in this workspace."
    )

    @Argument(help: "The key, as 'yeeuu keys new' printed it.")
    var vkey: String

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let key: VerifierKey
        do { key = try VerifierKey(vkey) } catch {
            throw Problem.badValue(name: "key", value: vkey, expected: "a verifier key")
        }
        try Vault.open(at: try place.find().keys).trust("\(key)")
        console.words("trusts \(key.name)")
        return 0
    }
}
