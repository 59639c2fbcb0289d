/// Texts that teach editors and luacheck what scripts can use.
public enum ScriptStubs {
    /// All of them, for a folder.
    public static let files: [(name: String, text: String)] = [
        ("yeeuu.lua", luaCATS), (".luarc.json", luarc), (".luacheckrc", luacheck),
    ]

    /// Annotations for lua-language-server: types, documentation, what waits.
    public static let luaCATS: String = {
        var text = "---@meta yeeuu\n-- Made by `yeeuu stubs`; not to be edited.\n"
        for kind in Declaration.classes { text += declaration(kind) }
        text += "\n---@class yeeuu\n"
        for field in Declaration.fields { text += annotation(field) }
        text += "yeeuu = {}\n"
        for namespace in Declaration.namespaces { text += "yeeuu.\(namespace) = {}\n" }
        for function in Declaration.functions {
            text += options(function, owner: "yeeuu") + annotation(function, named: "yeeuu.")
        }
        for function in Declaration.globals { text += annotation(function, named: "") }
        return text
    }()

    /// Settings for lua-language-server and EmmyLua's.
    ///
    /// A call may wait anywhere in a script, so none is in the wrong place.
    public static let luarc = """
        {
          "runtime.version": "Lua 5.4",
          "runtime.builtin": { "io": "disable", "debug": "disable", "package": "disable" },
          "diagnostics.globals": ["yeeuu", "help"],
          "diagnostics.disable": ["await-in-sync"]
        }

        """

    /// A luacheck standard.
    public static let luacheck: String = {
        var text = "std = \"lua54\"\nmax_line_length = 120\nexclude_files = { \"**/yeeuu.lua\" }\n"
        let gone = StandardLibrary.missing.keys.sorted().map { "\"\($0)\"" }
        text += "not_globals = {\n"
        for name in gone { text += "  \(name),\n" }
        text += "}\n"
        text += "read_globals = {\n  help = {},\n  yeeuu = {\n    fields = {\n"
        for field in Declaration.fields { text += "      \(field.name) = {},\n" }
        for function in Declaration.functions where !function.name.contains(".") {
            text += "      \(function.name) = {},\n"
        }
        for namespace in Declaration.namespaces {
            let names = Declaration.names(in: namespace).map { "\($0) = {}" }
            let fields = names.joined(separator: ", ")
            text += "      \(namespace) = { fields = { \(fields) } },\n"
        }
        return text + "    },\n  },\n}\n"
    }()

    private static func declaration(_ kind: ScriptClass) -> String {
        var text = "\n--- \(kind.summary)\n---@class yeeuu.\(kind.name)\n"
        for field in kind.fields { text += annotation(field) }
        text += "local \(kind.name) = {}\n"
        for method in kind.methods {
            text += options(method, owner: "yeeuu.\(kind.name)")
            text += annotation(method, named: "\(kind.name):", owner: "yeeuu.\(kind.name)")
        }
        return text
    }

    private static func annotation(_ field: ScriptField) -> String {
        let type = field.type == .time ? field.type.given : field.type.annotation
        return self.field(field, mark: field.mayBeNil ? "?" : "", type)
    }

    private static func field(_ field: ScriptField, mark: String, _ type: String) -> String {
        let scope = scopes.contains(field.name) ? "public " : ""
        return "---@field \(scope)\(field.name)\(mark) \(type) \(field.summary)\n"
    }

    /// A field of such a name would be read as its scope.
    private static let scopes: Set = ["public", "protected", "private", "package"]

    /// The class of a function's options table.
    private static func options(_ function: ScriptFunction, owner: String) -> String {
        guard !function.options.isEmpty else { return "" }
        var text = "\n---@class (exact) \(className(function, owner))\n"
        for field in function.options {
            text += self.field(field, mark: field.isRequired ? "" : "?", field.type.annotation)
        }
        return text
    }

    /// The keys of a function's options table, for those who look at the function.
    private static func keys(_ function: ScriptFunction) -> String {
        guard !function.options.isEmpty else { return "" }
        let lines = function.options.map { field in
            "--- - `\(field.name)`\(field.isRequired ? "" : "?"): \(field.summary)\n"
        }
        return "---\n" + lines.joined()
    }

    private static func className(_ function: ScriptFunction, _ owner: String) -> String {
        "\(owner).\(function.name).options"
    }

    /// A function; one with an argument that may be left out before others comes twice, as the
    /// editor knows no such thing.
    private static func annotation(
        _ function: ScriptFunction,
        named prefix: String,
        owner: String = "yeeuu"
    ) -> String {
        let needed = function.arguments.filter { $0.isRequired || $0.isRepeated }
        let last = function.arguments.last
        let isOddlyOptional =
            needed.count < function.arguments.count && last.map { $0.isRequired } == true
        let forms = isOddlyOptional ? [needed, function.arguments] : [function.arguments]
        return forms.map { annotation(function, $0, named: prefix, owner: owner) }.joined()
    }

    private static func annotation(
        _ function: ScriptFunction,
        _ arguments: [ScriptArgument],
        named prefix: String,
        owner: String
    ) -> String {
        var text = "\n--- \(function.summary)\n"
        if !function.example.isEmpty { text += "---\n---     \(function.example)\n" }
        text += keys(function)
        if function.waits { text += "---@async\n" }
        if special[function.name] != nil { text += "---@generic T\n" }
        for argument in arguments {
            let isLast = argument.name == arguments.last?.name
            let mark =
                argument.isRequired || !isLast && arguments.last?.isRequired == true ? "" : "?"
            if argument.isRepeated {
                text += "---@param ... any\n"
            } else {
                let type =
                    special[function.name]?[argument.name]
                    ?? type(argument, className(function, owner))
                text += "---@param \(name(argument))\(mark) \(type)\n"
            }
        }
        if function.returns != .nothing { text += "---@return \(function.returns.given)\n" }
        let names = arguments.map { $0.isRepeated ? "..." : name($0) }
        return text + "function \(prefix)\(function.name)(\(names.joined(separator: ", "))) end\n"
    }

    /// Types that say more than the declaration can: the function of an each gets an item of its list.
    private static let special = [
        "each": ["list": "T[]", "function": "async fun(item: T, index: integer): any"]
    ]

    private static func type(_ argument: ScriptArgument, _ className: String) -> String {
        switch argument.shape {
        case .value(let type): type.annotation
        case .options: className
        case .rows: "\(className)[]"
        case .declarations: "table<string, \(className)>"
        }
    }

    private static func name(_ argument: ScriptArgument) -> String {
        LuaToken.keywords.contains(argument.name) ? argument.name + "_" : argument.name
    }
}
