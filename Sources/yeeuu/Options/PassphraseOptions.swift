import ArgumentParser
import Vault

/// Where a passphrase comes from: a file, or a hidden answer.
struct PassphraseOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("A file that holds the passphrase.", valueName: "file"),
        completion: .file()
    )
    var passphraseFile: String?

    /// The passphrase; a new one is asked for twice.
    ///
    /// - Throws: ``Problem/noPassphrase`` when nobody can be asked, ``Problem/emptySecret``,
    ///   ``Problem/interrupted``.
    func read(_ console: Console, new: Bool) throws -> Secret {
        if let passphraseFile {
            return try SecretSource(file: passphraseFile, variable: nil).read(console)
        }
        let answer = try Self.answer("passphrase (not shown): ", console)
        if new, try Self.answer("once more: ", console) != answer { throw Problem.emptySecret }
        guard !answer.isEmpty else { throw Problem.emptySecret }
        return Secret(answer)
    }

    private static func answer(_ question: String, _ console: Console) throws(Problem) -> String {
        switch console.askHidden(question) {
        case .line(let answer): return answer
        case .interrupted: throw .interrupted
        case .end: throw .emptySecret
        case .nobody: throw .noPassphrase
        }
    }
}
