import ALMS
import LuaRuntime

/// `yeeuu.json`.
struct JSONFunctions {
    let state: StateBox

    var primitives: [LuaFunction] { [decode, encode] }

    private var decode: LuaFunction {
        LuaFunction.checked("json_decode", as: "json.decode", state) { _, call, _ in
            let bytes = call.bytes(1) ?? []
            guard bytes.count <= LuaConversionLimits.json.bytes else {
                let most = LuaConversionLimits.json.bytes >> 20
                throw Complaints("text", "\(bytes.count) bytes given; give at most \(most) MiB")
            }
            do { call.push(Self.value(try JSONParser.parse(bytes))) } catch {
                throw Complaints("text", "\(error)")
            }
            return .values
        }
    }

    private var encode: LuaFunction {
        LuaFunction.checked("json_encode", as: "json.encode", state) { state, call, _ in
            let value = try call.value(1, limits: .json)
            call.push(try Self.json(value, "", state).encoded)
            return .values
        }
    }

    private static func value(_ json: JSON) -> LuaValue {
        switch json {
        case .null: .nil
        case .boolean(let flag): .boolean(flag)
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        case .array(let items): .table(LuaTable(array: items.map(value)))
        case .object(let members):
            .table(
                LuaTable(
                    fields: members.map { LuaField(key: .string($0.name), value: value($0.value)) }
                )
            )
        }
    }

    private static func json(
        _ value: LuaValue,
        _ path: String,
        _ state: ScriptState
    ) throws(Complaints) -> JSON {
        switch value {
        case .nil: return .null
        case .boolean(let flag): return .boolean(flag)
        case .integer(let number): return .integer(number)
        case .number(let number):
            guard number.isFinite else { throw Complaints(path, "no finite number") }
            return .number(number)
        case .string(let text): return .string(text)
        case .table(let table): return try json(table, path, state)
        case .object(let object): return try json(object, path, state)
        default: throw Complaints(path, "\(ValueWords.kind(value)) given; JSON has no such thing")
        }
    }

    private static func json(
        _ table: LuaTable,
        _ path: String,
        _ state: ScriptState
    ) throws(Complaints) -> JSON {
        guard table.array.isEmpty || table.fields.isEmpty else {
            throw Complaints(path, "a table with both a list and names; JSON has no such thing")
        }
        if table.fields.isEmpty, !table.array.isEmpty {
            var items: [JSON] = []
            for (index, item) in table.array.enumerated() {
                items.append(try json(item, "\(path)[\(index + 1)]", state))
            }
            return .array(items)
        }
        var members: [JSON.Member] = []
        for field in table.fields {
            guard case .string(let name) = field.key else {
                throw Complaints(path, "a key that is no text")
            }
            let place = path.isEmpty ? name : "\(path).\(name)"
            members.append(.init(name, try json(field.value, place, state)))
        }
        return .object(members)
    }

    private static func json(
        _ object: LuaObject,
        _ path: String,
        _ state: ScriptState
    ) throws(Complaints) -> JSON {
        guard object.type != state.types.secret else {
            throw Complaints(path, "a secret; write secret:reveal() if it must stand there")
        }
        let reader = ObjectFields(state: state)
        var members: [JSON.Member] = []
        for name in CellReader.fields(of: object.type.name) {
            guard let value = reader.value(object, name), value != .nil else { continue }
            members.append(.init(name, try json(value, path, state)))
        }
        return .object(members)
    }
}
