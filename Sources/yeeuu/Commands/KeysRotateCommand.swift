import ArgumentParser
import RequestLog
import Runs
import Vault

/// `yeeuu keys rotate`.
struct KeysRotateCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new signing key and let the log go over to it.",
        discussion: """
            The log says so in an entry, and one checkpoint carries both signatures. A rotation \
            that was cut short is finished by calling it again.
            """
    )

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let folder = try place.find()
        let vault = try Vault.open(at: folder.keys).prepareSigningKey()
        guard let next = vault.nextSigningKey else { return ExitCode.credentials.rawValue }
        let log = try LogWriter.open(at: folder.log, options: RunResources.logOptions(vault))
        _ = try await log.rotate(to: RunResources.signer(next))
        try await log.close()
        let rotated = try vault.adoptSigningKey()
        console.line("\(try RunResources.signer(rotated.signingKey).verifierKey)")
        console.words("the log is signed with this key from now on; tell those who check it")
        return 0
    }
}
