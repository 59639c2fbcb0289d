import ALMS
import LuaRuntime
import Register

/// Holds a call against its function's declaration; says everything that is wrong at once.
struct ArgumentCheck {
    let function: ScriptFunction
    private(set) var problems: [ArgumentProblem] = []
    /// Whose times texts are read as; nil: texts are no times.
    private let state: ScriptState?

    init(_ function: ScriptFunction, _ state: ScriptState?) {
        self.function = function
        self.state = state
    }

    /// The options table of the call, empty when none was given; throws every complaint.
    ///
    /// `offset` values stand before the declared ones: a method's self.
    static func check(
        _ call: borrowing LuaCall,
        _ function: ScriptFunction,
        offset: Int = 0
    ) throws(Complaints) -> LuaTable {
        var check = ArgumentCheck(function, call.host.storage as? ScriptState)
        var options = LuaTable()
        for (index, argument) in function.arguments.enumerated() where !argument.isRepeated {
            let place = index + 1 + offset
            if case .options(let fields) = argument.shape {
                options = check.options(call, place, argument, fields) ?? options
            } else {
                check.value(call, place, argument)
            }
        }
        guard check.problems.isEmpty else { throw Complaints(check.problems) }
        return options
    }

    // MARK: Values in their places

    private mutating func value(
        _ call: borrowing LuaCall,
        _ place: Int,
        _ argument: ScriptArgument
    ) {
        guard case .value(let type) = argument.shape else { return }
        let given = call.type(place)
        if given == .none || given == .nil {
            if argument.isRequired { complain(argument.name, "missing; give \(type.words)") }
        } else if !Self.fits(call, place, type) {
            complain(argument.name, "\(Self.words(call, place)) given; give \(type.words)")
        }
    }

    private static func fits(_ call: borrowing LuaCall, _ place: Int, _ type: ScriptType) -> Bool {
        switch type {
        case .any: true
        case .text, .mobile: call.type(place) == .string
        case .integer, .doorType: call.integer(place) != nil
        case .time: call.integer(place) != nil || call.type(place) == .string
        case .number: call.number(place) != nil
        case .boolean: call.type(place) == .boolean
        case .function: call.type(place) == .function
        case .table, .list: call.type(place) == .table
        case .object(let name): call.type(place) == .object && call.typeName(place) == name
        case .choice(let texts): call.string(place).map(texts.contains) ?? false
        case .secret: call.type(place) == .object && call.typeName(place) == "secret"
        case .password: call.type(place) == .string || call.typeName(place) == "secret"
        case .nothing: false
        }
    }

    private static func words(_ call: borrowing LuaCall, _ place: Int) -> String {
        switch call.type(place) {
        case .string: call.string(place).map { "'\($0.prefix(40))'" } ?? "text that is not UTF-8"
        case .number: call.integer(place).map { String($0) } ?? "a number"
        default: "a \(call.typeName(place))"
        }
    }

    // MARK: Options

    private mutating func options(
        _ call: borrowing LuaCall,
        _ place: Int,
        _ argument: ScriptArgument,
        _ fields: [ScriptField]
    ) -> LuaTable? {
        switch call.type(place) {
        case .none, .nil:
            let required = fields.filter(\.isRequired)
            for field in required { complain(field.name, "missing; give \(field.type.words)") }
            if argument.isRequired, required.isEmpty {
                complain("", "nothing given; give a table")
            }
            return nil
        case .table: break
        default:
            complain(argument.name, "\(Self.words(call, place)) given; give a table")
            return nil
        }
        do {
            guard case .table(let table) = try call.value(place) else { return nil }
            return checked(table, fields)
        } catch {
            complain(error.path, error.reason)
            return nil
        }
    }

    /// The known keys of `table`, checked.
    mutating func checked(_ table: LuaTable, _ fields: [ScriptField]) -> LuaTable {
        let start = table.origin.map { "\($0): " } ?? ""
        var result = LuaTable(origin: table.origin)
        if !table.array.isEmpty { complain(start + "[1]", "a value without a name") }
        for item in table.fields { unknown(item, fields, start) }
        for field in fields {
            guard let value = table[field.name], value != .nil else {
                if field.isRequired {
                    complain(start + field.name, "missing; give \(field.type.words)")
                }
                continue
            }
            do {
                let value = field.type == .time ? try time(value, field.name) : value
                if let problem = Self.problem(value, field.type) {
                    complain(start + field.name, problem)
                } else {
                    result[field.name] = value
                }
            } catch {
                complain(start + field.name, "\(error)")
            }
        }
        return result
    }

    private func time(_ value: LuaValue, _ name: String) throws(CivilTimeError) -> LuaValue {
        guard let state, case .string = value else { return value }
        return try state.times.value(value, name)
    }

    private mutating func unknown(_ item: LuaField, _ fields: [ScriptField], _ start: String) {
        guard case .string(let name) = item.key else {
            return complain(start + "[…]", "a key that is no text")
        }
        let names = fields.map(\.name)
        if !names.contains(name) {
            let hint = NearestName.hint(name, among: names)
            problems.append(.init(start + name, "no such option\(hint)", isMisspelt: true))
        }
    }

    /// What is wrong with `value` where `type` belongs; nil when nothing is.
    static func problem(_ value: LuaValue, _ type: ScriptType) -> String? {
        switch (type, value) {
        case (.any, _), (.integer, .integer), (.boolean, .boolean), (.function, .function),
            (.number, .integer), (.number, .number), (.table, .table), (.password, .string):
            nil
        case (.text, .string): nil
        case (.mobile, .string(let text)):
            MobileRule.isBlank(text) ? "empty; give \(type.words)" : nil
        case (.text, .integer(let number)), (.mobile, .integer(let number)):
            "a number given where text belongs; write \"\(number)\""
        case (.password, .integer), (.password, .number):
            "a number given where text belongs; write the digits in quotes"
        case (.time, .integer(let number)): TimeRule.problem(number)
        case (.doorType, .integer(let number)) where number == 1 || number == 2: nil
        case (.doorType, .string(let text)) where text == "1" || text == "2": nil
        case (.choice(let texts), .string(let text)):
            texts.contains(text) ? nil : "'\(text)' given; give \(type.words)"
        case (.password, .object(let object)), (.secret, .object(let object)):
            object.type.name == "secret" ? nil : "a \(object.type.name) given; give \(type.words)"
        case (.object(let name), .object(let object)):
            object.type.name == name ? nil : "a \(object.type.name) given; give \(type.words)"
        case (.list(let item), .table(let table)):
            table.array.lazy.compactMap { problem($0, item) }.first
        default: "\(ValueWords.kind(value)) given; give \(type.words)"
        }
    }

    private mutating func complain(_ path: String, _ reason: String) {
        problems.append(ArgumentProblem(path, reason))
    }
}

/// Words for values in complaints; never a secret.
enum ValueWords {
    /// `text`, `a table`, `a door`.
    static func kind(_ value: LuaValue) -> String {
        switch value {
        case .nil: "nil"
        case .boolean(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .string(let text): "'\(text.prefix(40))'"
        case .bytes: "text that is not UTF-8"
        case .table: "a table"
        case .object(let object): "a \(object.type.name)"
        case .function: "a function"
        case .other(let words): words
        }
    }
}
