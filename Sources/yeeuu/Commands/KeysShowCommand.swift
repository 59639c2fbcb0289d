import ArgumentParser
import RequestLog
import Runs
import Vault

/// `yeeuu keys show`.
struct KeysShowCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the verifier keys of the log, the current one first."
    )

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let folder = try place.find()
        let current = try RunResources.signer(Vault.open(at: folder.keys).signingKey).verifierKey
        console.line("\(current)")
        for key in try LogReader(folder.log).keys() where key != current { console.line("\(key)") }
        return 0
    }
}
