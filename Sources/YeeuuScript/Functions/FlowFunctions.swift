import ALMS
import LuaRuntime
import Register
import Runs
import Vault

/// Small things that the Lua flows ask for.
struct FlowFunctions {
    let state: StateBox

    var all: [LuaFunction] { [noSuchName, topicOf, logEntry, asSecret, removesFirst] }

    /// `no_such_name(of, name)`: raises; names the nearest that a namespace or a class has.
    private var noSuchName: LuaFunction {
        LuaFunction("no_such_name") { call in
            let (owner, name) = (call.string(1) ?? "", call.string(2) ?? "")
            let names =
                owner.hasPrefix("yeeuu.")
                ? Declaration.names(in: String(owner.dropFirst(6)))
                : Declaration.scriptClass(owner)?.names ?? []
            return call.fail("\(owner): no field '\(name)'\(NearestName.hint(name, among: names))")
        }
    }

    /// `topic_of(value, described)`: the class of one of ours; of anything else it prints what it is.
    private var topicOf: LuaFunction {
        LuaFunction("topic_of") { call in
            if let name = Self.className(call, state.value.types) {
                call.push(name)
            } else {
                call.print(Self.words(call) + "\n")
                call.pushNil()
            }
            return .values
        }
    }

    private static func className(_ call: borrowing LuaCall, _ types: ScriptTypes) -> String? {
        if call.type(1) == .object { return call.typeName(1) }
        guard case .table(let table) = call.lenientValue(1) else { return nil }
        if let shape = table.shape {
            return shape == types.answer ? "answer" : shape == types.entry ? "entry" : nil
        }
        // The tables of each say their name when they are described: `report: 0x…`.
        let name = (call.string(2) ?? "").prefix { $0 != ":" }
        return Declaration.scriptClass(String(name))?.name
    }

    private static func words(_ call: borrowing LuaCall) -> String {
        switch call.type(1) {
        case .function: return "a function of the script"
        case .string:
            return "a text of \(Array(call.bytes(1) ?? []).count) bytes; "
                + "help(\"string\") tells what can be done with it"
        case .table:
            guard case .table(let table) = call.lenientValue(1) else { return "a table" }
            let names = table.fields.prefix(20).compactMap(\.key.text).joined(separator: ", ")
            return "a table; \(table.array.count) in a row"
                + (names.isEmpty ? "" : "; fields: \(names)")
        case .number: return "a number; help(\"math\") tells what can be done with it"
        default: return "a \(call.typeName(1))"
        }
    }

    /// `log_entry(door, opentime, type, opener)`: with time and names read.
    private var logEntry: LuaFunction {
        LuaFunction("log_entry") { call in
            let state = state.value
            let key = state.doors.key(call.handle(1, of: state.types.door) ?? 0)
            let opening = Answer.Opening(
                type: Int(call.integer(3) ?? 0),
                opentime: call.string(2) ?? "",
                opener: call.string(4) ?? ""
            )
            let name = (try? state.view.holderName(of: opening.opener, at: key)) ?? nil
            state.push(opening, name: name, call)
            return .values
        }
    }

    /// `as_secret(door, text or secret)`: the same as a secret.
    private var asSecret: LuaFunction {
        LuaFunction("as_secret") { call in
            let state = state.value
            if let text = call.string(2) {
                let door = call.handle(1, of: state.types.door).map { state.doors.key($0) }
                let handle = state.secrets.give(Secret(text), for: door)
                call.push(object: state.types.secret, handle)
            } else {
                call.push(argument: 2)
            }
            return .values
        }
    }

    private var removesFirst: LuaFunction {
        LuaFunction("removes_first") { call in
            call.push(state.value.run.setup.rotation == .removeThenSet)
            return .values
        }
    }
}

extension ScriptState {
    fileprivate func push(_ opening: Answer.Opening, name: String?, _ call: borrowing LuaCall) {
        call.beginTable(shape: types.entry, fields: 6)
        call.key("opentime")
        call.push(opening.opentime)
        if let time = try? options.zone.parse(opening.opentime) {
            call.key("time")
            call.push(time)
        }
        call.key("type")
        call.push(opening.type)
        call.key("type_name")
        call.push(opening.typeName)
        call.key("opener")
        call.push(opening.opener)
        if let name {
            call.key("opener_name")
            call.push(name)
        }
        call.endTable()
    }
}
