import Vault

/// Where the partner's secret comes from: a file, the environment, or a hidden answer.
struct SecretSource {
    /// What `--secret-file` named.
    var file: String?
    /// What YEEUU_SECRET holds.
    var variable: String?

    /// The secret, without the line feed that editors leave at the end of a file.
    ///
    /// - Throws: ``Problem/noSecret`` when nobody can be asked, ``Problem/emptySecret``,
    ///   ``Problem/interrupted``.
    func read(_ console: Console) throws -> Secret {
        let text = try given(console)
        let trimmed = text.drop(while: \.isWhitespace)
        let end = trimmed.lastIndex { !$0.isWhitespace }
        guard let end else { throw Problem.emptySecret }
        return Secret(String(trimmed[...end]))
    }

    private func given(_ console: Console) throws -> String {
        if let file { return try Files.text(file) }
        if let variable { return variable }
        switch console.askHidden("secret (not shown): ") {
        case .line(let answer): return answer
        case .interrupted: throw Problem.interrupted
        case .end: throw Problem.emptySecret
        case .nobody: throw Problem.noSecret
        }
    }
}
