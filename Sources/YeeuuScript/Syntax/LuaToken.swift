/// A place in a script, for people: both count from 1, columns count characters.
struct LuaPlace: Sendable, Hashable {
    let line: Int
    let column: Int
    /// The byte it begins at, from 0.
    let offset: Int
}

/// One word of a script.
struct LuaToken: Sendable {
    enum Kind: Sendable, Equatable {
        case name(String)
        case keyword(String)
        case number(String)
        case string(String)
        case symbol(String)
        case end
    }

    static let keywords: Set<String> = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if",
        "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ]

    let kind: Kind
    let place: LuaPlace
    /// The byte after its last one.
    let end: Int

    /// As it stands in «near …».
    var words: String {
        switch kind {
        case .name(let text), .keyword(let text), .number(let text), .symbol(let text): text
        case .string: "a text"
        case .end: "<eof>"
        }
    }
}

/// Why a text is no Lua.
struct LuaSyntaxError: Error, Equatable {
    let place: LuaPlace
    let reason: String
    /// Whether more lines could mend it.
    let isIncomplete: Bool
}
