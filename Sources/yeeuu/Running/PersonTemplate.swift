import ALMS

/// A text with `{placeholders}`, filled in for one person after the other.
struct PersonTemplate: Equatable {
    private enum Part: Equatable {
        case text(String)
        case column(Int)
    }

    private let parts: [Part]
    /// Whether a placeholder stands for the password.
    let wantsPassword: Bool

    /// Reads the template in `file`; `{{` stands for `{`.
    ///
    /// - Throws: ``Problem/template(_:line:reason:)`` for a placeholder that is none of `names`, with
    ///   the nearest that is.
    init(_ text: String, file: String, names: [String]) throws(Problem) {
        var parts: [Part] = []
        var plain = ""
        var line = 1
        var rest = text[...]
        while let character = rest.popFirst() {
            if character.isNewline { line += 1 }
            guard character == "{" else {
                plain.append(character)
                continue
            }
            if rest.first == "{" {
                plain.append(rest.removeFirst())
                continue
            }
            guard let end = rest.firstIndex(where: { $0 == "}" || $0.isNewline }), rest[end] == "}"
            else {
                throw .template(
                    file,
                    line: line,
                    reason: "'{' without '}'; write '{{' for a brace"
                )
            }
            let name = rest[..<end].filter { $0 != " " }
            guard let column = names.firstIndex(of: String(name)) else {
                let hint = NearestName.hint(String(name), among: names)
                throw .template(file, line: line, reason: "no placeholder '\(name)'\(hint)")
            }
            if !plain.isEmpty { parts.append(.text(plain)) }
            parts.append(.column(column))
            plain = ""
            rest = rest[rest.index(after: end)...]
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        self.parts = parts
        wantsPassword = parts.contains {
            if case .column(let column) = $0 { names[column] == "password" } else { false }
        }
    }

    /// The text with `cells` in the places of the names, ending in a line feed.
    func filled(_ cells: [String]) -> String {
        let text = parts.map { part in
            switch part {
            case .text(let text): text
            case .column(let column): cells[column]
            }
        }
        .joined()
        return text.hasSuffix("\n") ? text : text + "\n"
    }
}
