import ALMS
import LuaRuntime
import Register

/// The declarations of `yeeuu.args`, held against the command line.
struct ScriptArguments {
    private var declared: [(name: String, fields: LuaTable)] = []
    private var problems: [ArgumentProblem] = []
    private let state: ScriptState

    /// Reads declarations; says what is wrong with them when the values are asked for.
    init(_ table: LuaTable, _ state: ScriptState) {
        self.state = state
        guard let function = Declaration.function("args") else { return }
        for field in table.fields {
            guard case .string(let name) = field.key, case .table(let fields) = field.value else {
                let given = ValueWords.kind(field.value)
                let path = if case .string(let name) = field.key { name } else { "[…]" }
                problems.append(.init(path, "\(given) given; give a table like {help = \"…\"}"))
                continue
            }
            var check = ArgumentCheck(function, state)
            let checked = check.checked(fields, Declaration.argumentFields)
            problems += check.problems.map { .init("\(name).\($0.path)", $0.reason) }
            declared.append((name, checked))
        }
        if !table.array.isEmpty {
            problems.append(.init("[1]", "a value without a name; write name = {help = \"…\"}"))
        }
    }

    /// The declared names.
    var names: [String] { declared.map(\.name) }

    /// The values; throws every complaint about the declarations and the command line.
    mutating func values(_ given: [(name: String, value: String)]) throws(Complaints) -> LuaTable {
        refuseUnknown(given)
        var values = LuaTable()
        for (name, fields) in declared {
            let texts = given.filter { $0.name == name }.map(\.value)
            if texts.count > 1 { complain(name, "given \(texts.count) times; give it once") }
            if let text = texts.first {
                values[name] = value(name, text, type(fields))
            } else if let fallback = fields["default"] {
                values[name] = checkedDefault(name, fallback, type(fields))
            } else if fields["required"] == .boolean(true) {
                let help = if case .string(let help)? = fields["help"] { " (\(help))" } else { "" }
                complain(name, "missing; give \(name)=…\(help)")
            }
        }
        guard problems.isEmpty else { throw Complaints(problems) }
        return values
    }

    private mutating func refuseUnknown(_ given: [(name: String, value: String)]) {
        for (name, _) in given where !names.contains(name) {
            let hint = NearestName.hint(name, among: names)
            let known = names.isEmpty ? "; the script takes none" : "; it takes \(list)"
            complain(name, "no such argument\(hint.isEmpty ? known : hint)")
        }
    }

    private var list: String { names.joined(separator: ", ") }

    private func type(_ fields: LuaTable) -> String {
        if case .string(let type)? = fields["type"] { type } else { "text" }
    }

    private mutating func value(_ name: String, _ text: String, _ type: String) -> LuaValue? {
        switch type {
        case "integer":
            if let number = Int64(text) { return .integer(number) }
            complain(name, "'\(text)' given; give an integer")
        case "number":
            if let number = Double(text), number.isFinite { return .number(number) }
            complain(name, "'\(text)' given; give a number")
        case "boolean":
            if ["true", "yes", "1"].contains(text) { return .boolean(true) }
            if ["false", "no", "0"].contains(text) { return .boolean(false) }
            complain(name, "'\(text)' given; give true or false")
        case "time":
            do { return .integer(try state.times.seconds(text, name)) } catch {
                complain(name, "\(error)")
            }
        default: return .string(text)
        }
        return nil
    }

    private mutating func checkedDefault(
        _ name: String,
        _ value: LuaValue,
        _ type: String
    ) -> LuaValue? {
        switch (type, value) {
        case ("text", .string), ("integer", .integer), ("number", .integer), ("number", .number),
            ("boolean", .boolean), ("time", .integer):
            return value
        case ("time", .string(let text)): return self.value(name, text, type)
        default:
            complain("\(name).default", "\(ValueWords.kind(value)) given; give \(type)")
            return nil
        }
    }

    private mutating func complain(_ path: String, _ reason: String) {
        problems.append(ArgumentProblem(path, reason))
    }
}
