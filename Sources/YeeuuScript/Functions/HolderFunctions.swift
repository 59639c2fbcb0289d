import ALMS
import LuaRuntime
import Register
import Runs
import Vault

/// What the flows of holders ask, and tell the run.
struct HolderFunctions {
    let state: StateBox

    var all: [LuaFunction] { [doorsOf, admit, beginNeeded, endNeeded] }

    /// `doors_of(holder, code)`: all doors of a flat of the holder's building, the entrance first.
    private var doorsOf: LuaFunction {
        LuaFunction("doors_of") { call in
            let state = state.value
            do {
                let key = state.holders.key(call.handle(1, of: state.types.holder) ?? 0)
                let code = call.string(2) ?? ""
                state.push(try state.view.doors(buildingId: key.buildingId, code: code), call)
                return .values
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: "holder:move_to"))
            }
        }
    }

    /// `admit(caller, calls)`: has requests judged as a whole, before the first of them is made; raises
    /// what the policy says.
    ///
    /// Each is `{operation, door, terms [, password] [, vacates]}`.
    private var admit: LuaFunction {
        LuaFunction("admit") { call in
            let state = state.value
            do {
                guard case .table(let list) = try call.value(2) else { return .values }
                var calls: [Call] = []
                for case .table(let one) in list.array { calls.append(try state.call(one)) }
                guard let first = calls.first, let refusal = state.run.admit(calls) else {
                    return .values
                }
                state.hasCalled = true
                state.context.noteSent()
                return call.fail(error: ErrorValue.reply(refusal, to: first.request))
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: call.string(1) ?? ""))
            }
        }
    }

    /// `begin_needed()`: what is done now must be ok for what comes after it in this item, also in a
    /// plan and whatever the script catches; gives what ``endNeeded`` takes.
    private var beginNeeded: LuaFunction {
        LuaFunction("begin_needed") { call in
            let context = state.value.context
            call.push(context.pcallDepth)
            context.pcallDepth = 0
            return .values
        }
    }

    private var endNeeded: LuaFunction {
        LuaFunction("end_needed") { call in
            state.value.context.pcallDepth = Int(call.integer(1) ?? 0)
            return .values
        }
    }
}

extension ScriptState {
    /// The call that a flow is about to make.
    fileprivate func call(_ table: LuaTable) throws -> Call {
        guard let operation = table["operation"]?.text.flatMap({ OperationName(rawValue: $0) }),
            case .object(let door)? = table["door"], door.type == types.door,
            case .table(let terms)? = table["terms"]
        else { throw Complaints("", "no call") }
        let key = doors.key(door.handle)
        var arguments = try ArgumentReader(state: self).arguments(terms)
        arguments.items.append(.init("buildingId", .text(key.buildingId)))
        arguments.items.append(.init("code", .text(key.code)))
        arguments.items.append(.init("doorType", .text(key.doorType.wireText)))
        if key.doorType == .inner { arguments.items.append(.init("door", .text(key.door))) }
        if case .object(let secret)? = table["password"], secret.type == types.secret {
            let text = secrets[secret.handle].secret.reveal()
            arguments.items.append(.init("password", .secret(text)))
        }
        var rules = RequestRules(mobile: run.setup.mobile)
        rules.allowsWeak = true
        var scope = context.scope
        scope.vacates = table["vacates"] == .boolean(true)
        return Call(try Request(operation, arguments, rules: rules), scope: scope)
    }
}
