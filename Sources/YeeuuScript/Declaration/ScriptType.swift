import ALMS

/// What a value of the `yeeuu` table may be.
indirect enum ScriptType: Sendable, Equatable {
    case text
    case mobile
    case password
    case secret
    case integer
    case number
    case boolean
    case time
    case doorType
    case table
    case function
    case any
    case nothing
    /// One of these texts.
    case choice([String])
    /// A thing of ours, by its class name: `door`, `grant`, `report`.
    case object(String)
    case list(ScriptType)

    /// For people: `text`, `a list of doors`.
    var words: String {
        switch self {
        case .text: "text"
        case .mobile: "a mobile number as text"
        case .password: "6 to 10 digits as text, or a secret"
        case .secret: "a secret"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "true or false"
        case .time: "Unix seconds, or \"2026-12-01 09:00\""
        case .doorType: "1 (main) or 2 (inner)"
        case .table: "a table"
        case .function: "a function"
        case .any: "any value"
        case .nothing: "nothing"
        case .choice(let texts): texts.map { "\"\($0)\"" }.joined(separator: " or ")
        case .object(let name): name
        case .list(let item): "a list of \(item.plural)"
        }
    }

    /// The same of what scripts are handed.
    var givenWords: String { self == .time ? "Unix seconds" : words }

    private var plural: String {
        switch self {
        case .object(let name) where name == "entry": "entries"
        case .object(let name): name + "s"
        case .table: "tables"
        case .text: "texts"
        default: words
        }
    }

    /// As editors' annotations write it (LuaCATS).
    var annotation: String {
        switch self {
        case .text, .mobile: "string"
        case .password: "string|yeeuu.secret"
        case .secret: "yeeuu.secret"
        case .integer: "integer"
        case .time: "integer|string"
        case .number: "number"
        case .boolean: "boolean"
        case .doorType: "1|2|\"1\"|\"2\""
        case .table: "table"
        case .function: "function"
        case .any: "any"
        case .nothing: "nil"
        case .choice(let texts): texts.map { "\"\($0)\"" }.joined(separator: "|")
        case .object(let name): "yeeuu.\(name)"
        case .list(let item):
            item.annotation.contains("|")
                ? "(\(item.annotation))[]" : "\(item.annotation)[]"
        }
    }

    /// The annotation of what is handed to a script: an editor takes the fields of a bare `table`
    /// for nil.
    var given: String {
        switch self {
        case .table: "table<string, any>"
        case .list(.table): "table<string, any>[]"
        case .time: "integer"
        default: annotation
        }
    }
}

extension Parameter.Form {
    /// The same form as scripts give it.
    var scriptType: ScriptType {
        switch self {
        case .text: .text
        case .mobile: .mobile
        case .password: .password
        case .doorType: .doorType
        case .time: .time
        case .positive: .integer
        case .apartments: .list(.table)
        }
    }
}
