/// A field of something, or a key of an options table.
struct ScriptField: Sendable {
    let name: String
    let type: ScriptType
    let summary: String
    let isRequired: Bool

    /// Whether the summary says when it is nil.
    var mayBeNil: Bool { summary.contains("nil when") || summary.contains("nil where") }

    init(_ name: String, _ type: ScriptType, _ summary: String, isRequired: Bool = false) {
        self.name = name
        self.type = type
        self.summary = summary
        self.isRequired = isRequired
    }
}

/// One argument of a function, in its place.
struct ScriptArgument: Sendable {
    enum Shape: Sendable {
        case value(ScriptType)
        /// A table with these keys and no others.
        case options([ScriptField])
        /// A list of tables with these keys each.
        case rows([ScriptField])
        /// A table whose keys the script chooses, each with a table of these keys.
        case declarations([ScriptField])
    }

    let name: String
    let shape: Shape
    let isRequired: Bool
    /// Whether any number of values may stand here.
    var isRepeated = false

    init(_ name: String, _ type: ScriptType, isRequired: Bool = true) {
        self.name = name
        shape = .value(type)
        self.isRequired = isRequired
    }

    init(_ name: String, _ shape: Shape, isRequired: Bool = true) {
        self.name = name
        self.shape = shape
        self.isRequired = isRequired
    }

    static func repeated(_ name: String, _ type: ScriptType) -> ScriptArgument {
        var argument = ScriptArgument(name, type, isRequired: false)
        argument.isRepeated = true
        return argument
    }

    /// The keys, when this is an options table.
    var fields: [ScriptField]? {
        switch shape {
        case .options(let fields), .rows(let fields), .declarations(let fields): fields
        case .value: nil
        }
    }
}

/// A function of the `yeeuu` table, or a method.
struct ScriptFunction: Sendable {
    /// As it is called, without `yeeuu.`: `csv.read`, `rotate_password`.
    let name: String
    let summary: String
    let arguments: [ScriptArgument]
    let returns: ScriptType
    /// Whether a call may wait: for an answer, or for time.
    let waits: Bool
    /// One line that shows a call.
    let example: String

    init(
        _ name: String,
        _ arguments: [ScriptArgument] = [],
        returns: ScriptType = .nothing,
        waits: Bool = false,
        example: String = "",
        _ summary: String
    ) {
        self.name = name
        self.arguments = arguments
        self.returns = returns
        self.waits = waits
        self.example = example
        self.summary = summary
    }

    /// The keys of its options table, if it takes one.
    var options: [ScriptField] { arguments.lazy.compactMap(\.fields).first ?? [] }

    /// `{building, mobile, …}` or `(path [, options])`.
    var signature: String {
        if arguments.count == 1, case .options = arguments[0].shape {
            return arguments[0].isRequired ? "{…}" : "[{…}]"
        }
        var text = ""
        for argument in arguments {
            let comma = text.isEmpty ? "" : ", "
            let name = argument.isRepeated ? "…" : argument.name
            text += argument.isRequired || argument.isRepeated ? comma + name : " [\(comma)\(name)]"
        }
        return "(\(text.drop { $0 == " " }))"
    }
}

/// Something that scripts hold: a door, a grant, a report.
struct ScriptClass: Sendable {
    let name: String
    let summary: String
    let fields: [ScriptField]
    let methods: [ScriptFunction]

    init(
        _ name: String,
        _ summary: String,
        fields: [ScriptField] = [],
        methods: [ScriptFunction] = []
    ) {
        self.name = name
        self.summary = summary
        self.fields = fields
        self.methods = methods
    }

    /// Every name that can follow a dot or a colon.
    var names: [String] { fields.map(\.name) + methods.map(\.name) }
}
