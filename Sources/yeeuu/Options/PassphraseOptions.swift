import ArgumentParser
import Vault

/// Where a passphrase comes from: a file, or a hidden answer.
struct PassphraseOptions: ParsableArguments {
    @Option(name: .long, help: "A file that holds the passphrase.", completion: .file())
    var passphraseFile: String?

    /// The passphrase; a new one is asked for twice.
    ///
    /// - Throws: ``Problem/noSecret`` when nobody can be asked, ``Problem/emptySecret``.
    func read(_ console: Console, new: Bool) throws -> Secret {
        if let passphraseFile {
            return try SecretSource(file: passphraseFile, variable: nil).read(console)
        }
        guard let answer = console.askHidden("passphrase (not shown): ") else {
            throw Problem.noPassphrase
        }
        if new, console.askHidden("once more: ") != answer { throw Problem.emptySecret }
        guard !answer.isEmpty else { throw Problem.emptySecret }
        return Secret(answer)
    }
}
