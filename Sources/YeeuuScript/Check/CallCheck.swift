import ALMS
import Register

/// Holds the tables that a script writes out against the declaration of what it calls.
struct CallCheck {
    let function: ScriptFunction
    /// What stands before the name in complaints: `yeeuu.`, `door:`.
    let prefix: String

    /// Complains of unknown, missing and badly typed values.
    func check(_ arguments: [LuaExpression], at place: LuaPlace, in walk: inout ScriptWalk) {
        checkValues(arguments, at: place, in: &walk)
        guard let (index, argument) = optionsArgument else { return }
        let table = arguments.dropFirst(index).lazy.compactMap(Self.items).first
        guard let (items, tablePlace) = table else {
            if arguments.count <= index, argument.isRequired, !Self.mayGiveMore(arguments.last) {
                let what = prefix + function.name
                walk.complain(place, "\(what): nothing given; give a table")
            }
            return
        }
        switch argument.shape {
        case .options(let fields): check(items, fields, tablePlace, in: &walk)
        case .rows(let fields):
            for item in items where item.name == nil && item.key == nil {
                guard let (row, rowPlace) = Self.items(item.value) else { continue }
                check(row, fields, rowPlace, in: &walk)
            }
        case .declarations(let fields):
            for item in items {
                guard let (row, rowPlace) = Self.items(item.value) else { continue }
                check(row, fields, rowPlace, in: &walk)
            }
        case .value: break
        }
    }

    /// Values in their places, up to the first that may be left out.
    private func checkValues(
        _ arguments: [LuaExpression],
        at place: LuaPlace,
        in walk: inout ScriptWalk
    ) {
        let what = prefix + function.name
        for (index, argument) in function.arguments.enumerated() {
            guard case .value(let type) = argument.shape, argument.isRequired else { return }
            if index < arguments.count {
                if let problem = problem(arguments[index], type) {
                    walk.complain(
                        arguments[index].place,
                        "\(what): \(argument.name): \(problem)"
                    )
                }
            } else if !Self.mayGiveMore(arguments.last) {
                walk.complain(place, "\(what): \(argument.name): missing; give \(type.words)")
            }
        }
    }

    /// Whether the last argument may stand for several: `f()`, `...`.
    private static func mayGiveMore(_ last: LuaExpression?) -> Bool {
        switch last {
        case .call, .method, .vararg: true
        default: false
        }
    }

    private var optionsArgument: (Int, ScriptArgument)? {
        function.arguments.enumerated().first { $0.element.fields != nil }
            .map { ($0.offset, $0.element) }
    }

    private static func items(_ value: LuaExpression) -> ([LuaTableItem], LuaPlace)? {
        if case .table(let items, let place) = value { (items, place) } else { nil }
    }

    private func check(
        _ items: [LuaTableItem],
        _ fields: [ScriptField],
        _ place: LuaPlace,
        in walk: inout ScriptWalk
    ) {
        let names = fields.map(\.name)
        let what = prefix + function.name
        for item in items {
            guard let name = item.name else { continue }
            guard let field = fields.first(where: { $0.name == name.text }) else {
                let hint = NearestName.hint(name.text, among: names)
                walk.complain(name.place, "\(what): no such parameter '\(name.text)'\(hint)")
                continue
            }
            if let problem = problem(item.value, field.type) {
                walk.complain(item.value.place, "\(what): \(field.name): \(problem)")
            }
        }
        guard items.allSatisfy({ $0.name != nil }) else { return }
        let given = Set(items.compactMap { $0.name?.text })
        for field in fields where isMissing(field, given, items) {
            walk.complain(place, "\(what): \(field.name): missing; give \(field.type.words)")
        }
    }

    private func isMissing(
        _ field: ScriptField,
        _ given: Set<String>,
        _ items: [LuaTableItem]
    ) -> Bool {
        if given.contains(field.name) { return false }
        return field.isRequired || (field.name == "door" && isInnerDoor(items))
    }

    /// Whether an operation's table says `doorType = 2`, so that it needs the door's name.
    private func isInnerDoor(_ items: [LuaTableItem]) -> Bool {
        guard OperationName(rawValue: function.name) != nil else { return false }
        return items.contains { item in
            guard item.name?.text == "doorType" else { return false }
            switch item.value {
            case .number("2", _), .string("2", _): return true
            default: return false
            }
        }
    }

    /// Which texts are times is the same in every zone.
    private static func timeProblem(_ text: String) -> String? {
        guard let zone else { return nil }
        do throws(CivilTimeError) {
            _ = try zone.parse(text, now: 0)
            return nil
        } catch {
            return error.description
        }
    }

    private static let zone = try? CivilTime(zone: "Asia/Shanghai")

    /// What is wrong with a value written out; nil when nothing is, or nobody can tell.
    private func problem(_ value: LuaExpression, _ type: ScriptType) -> String? {
        switch (value, type) {
        case (.number(let text, _), .text), (.number(let text, _), .mobile):
            "a number given where text belongs; write \"\(text)\""
        case (.number, .password):
            "a number given where text belongs; write the digits in quotes"
        case (.number(let text, _), .doorType) where text != "1" && text != "2":
            "\(text) given; give \(type.words)"
        case (.number(let text, _), .time): Int64(text).flatMap(TimeRule.problem)
        case (.string(let text, _), .time): Self.timeProblem(text)
        case (.string(let text, _), .password): PasswordRule.problem(text)
        case (.string(let text, _), .mobile) where MobileRule.isBlank(text):
            "empty; give \(type.words)"
        case (.string(let text, _), .doorType) where text != "1" && text != "2":
            "'\(text)' given; give \(type.words)"
        case (.string(let text, _), .choice(let texts)) where !texts.contains(text):
            "'\(text)' given; give \(type.words)"
        case (.string, .integer), (.string, .number), (.string, .boolean),
            (.string, .function), (.string, .table), (.string, .object), (.string, .list):
            "text given; give \(type.words)"
        case (.number, .boolean), (.number, .function), (.number, .table), (.number, .object),
            (.number, .list), (.number, .choice):
            "a number given; give \(type.words)"
        case (.table, .text), (.table, .mobile), (.table, .time), (.table, .integer),
            (.table, .number), (.table, .boolean), (.table, .function), (.table, .choice):
            "a table given; give \(type.words)"
        case (.constant("nil", _), _) where type != .any: nil
        case (.constant(let word, _), .text), (.constant(let word, _), .mobile),
            (.constant(let word, _), .time), (.constant(let word, _), .integer),
            (.constant(let word, _), .number), (.constant(let word, _), .choice):
            "\(word) given; give \(type.words)"
        default: nil
        }
    }
}
