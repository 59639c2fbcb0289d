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

    /// `topic_of(value)`: the class of one of ours.
    private var topicOf: LuaFunction {
        LuaFunction("topic_of") { call in
            let name = call.typeName(1)
            guard call.type(1) == .object else {
                let words = "nothing to say about a \(name); give a function or a name"
                return call.fail(error: ErrorValue.invalid("help", words: words))
            }
            call.push(name)
            return .values
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
                let handle = state.secrets.add(Secret(text), isNew: false, door: door)
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
