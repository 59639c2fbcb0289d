/// Guesses whether a typed text holds a password, so that no history may keep it.
///
/// A password has 6 to 10 digits. Numbers of that length are taken for one, in quotes or not,
/// unless they are plainly something else: the value of `code` or of a building, or ten digits
/// beginning with 1 outside of quotes, which are a time.
enum SecretGuess {
    private static let ids: Set<String> = ["code", "building", "buildingId", "unit", "name"]
    private static let secretNames = ["password", "passwd", "secret", "token"]

    /// Whether `text` may hold a password.
    static func mayHold(_ text: String) -> Bool {
        guard let tokens = tokens(text) else { return holdsDigits(text) }
        for (index, kind) in tokens.enumerated() {
            let key =
                index >= 2 && tokens[index - 1] == .symbol("=") ? name(tokens[index - 2]) : nil
            switch kind {
            case .string(let text):
                if let key, ids.contains(key) { continue }
                if let key, secretNames.contains(key.lowercased()) { return true }
                if holdsDigits(text) { return true }
            case .number(let text):
                let isTime = text.count == 10 && text.hasPrefix("1")
                if !isTime, holdsDigits(text) { return true }
            default: continue
            }
        }
        return false
    }

    private static func name(_ kind: LuaToken.Kind) -> String? {
        if case .name(let name) = kind { name } else { nil }
    }

    /// The words of a Lua text; nil when it is none.
    private static func tokens(_ text: String) -> [LuaToken.Kind]? {
        if text.hasPrefix("."), text.dropFirst().first?.isLetter == true { return command(text) }
        var lexer = LuaLexer(Array(text.utf8))
        var kinds: [LuaToken.Kind] = []
        while let token = try? lexer.next() {
            if token.kind == .end { return kinds }
            kinds.append(token.kind)
        }
        return nil
    }

    /// `.grants code=1001` is no Lua.
    private static func command(_ text: String) -> [LuaToken.Kind] {
        text.split(separator: " ").flatMap { word -> [LuaToken.Kind] in
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return [.string(String(word))] }
            return [.name(String(parts[0])), .symbol("="), .string(String(parts[1]))]
        }
    }

    private static func holdsDigits(_ text: String) -> Bool {
        text.split(whereSeparator: { !("0"..."9").contains($0) })
            .contains { (6...10).contains($0.count) }
    }
}
