import ArgumentParser
import RequestLog
import Runs
import Vault

/// `yeeuu keys rotate`.
struct KeysRotateCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new signing key and let the log go over to it; or another new key.",
        discussion: """
            The log says so in an entry, and one checkpoint carries both signatures. A rotation \
            that was cut short is finished by calling it again.
            """
    )

    @Flag(name: .long, help: "A new vault key instead: it seals from now on, the older ones open.")
    var vault = false

    @Flag(name: .long, help: "A new commitment key instead, where it was lost.")
    var commitment = false

    @OptionGroup var wait: WaitOption
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if vault && commitment {
            throw ValidationError("--vault and --commitment exclude each other; give one of them")
        }
    }

    /// A run at work signs and seals with the keys that it began with: it is waited for.
    func execute(_ console: Console) async throws -> Int32 {
        let interrupts = Interrupts(console)
        let folder = try place.find()
        return try await RegisterKeeping.alone(
            in: folder.path,
            "keys rotate",
            operatorName: POSIX.loginName(),
            wait: interrupts.wait(wait.whole, console)
        ) { try await rotate(folder, console) }
    }

    private func rotate(_ folder: WorkspaceFolder, _ console: Console) async throws -> Int32 {
        if vault { return try await renewVaultKey(folder, console) }
        if commitment { return try await renewCommitmentKey(folder, console) }
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

    private func renewVaultKey(_ folder: WorkspaceFolder, _ console: Console) async throws -> Int32
    {
        let vault = try Vault.open(at: folder.keys).rotateVaultKey()
        let id = vault.vaultKeyIDs.last ?? ""
        try await note("a new vault key, \(id), seals from now on", vault, folder)
        console.line(id)
        console.words("this key seals from now on; make a new backup of the keys")
        return 0
    }

    private func renewCommitmentKey(
        _ folder: WorkspaceFolder,
        _ console: Console
    ) async throws -> Int32 {
        let vault = try Vault.open(at: folder.keys).renewCommitmentKey()
        try await note("a new commitment key; earlier commitments are another key's", vault, folder)
        console.words("made a new commitment key; make a new backup of the keys")
        console.words("who stands in earlier entries is not found by --mobile and cannot be proven")
        return 0
    }

    private func note(_ text: String, _ vault: Vault, _ folder: WorkspaceFolder) async throws {
        let log = try LogWriter.open(at: folder.log, options: RunResources.logOptions(vault))
        _ = try await log.append(.note(text: text))
        try await log.close()
    }
}
