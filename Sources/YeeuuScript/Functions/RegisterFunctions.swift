import ALMS
import LuaRuntime
import Register

/// `yeeuu.doors`, `yeeuu.door`, `yeeuu.grants`, `yeeuu.holders`.
struct RegisterFunctions {
    let state: StateBox

    var all: [LuaFunction] { [doors, door, grants, holders] }

    private var doors: LuaFunction {
        selection("doors") { state, arguments, call in
            let rows = try state.view.doors(DoorSelector(arguments, function: "doors"))
            state.push(rows, call)
        }
    }

    private var door: LuaFunction {
        selection("door") { state, arguments, call in
            let row = try state.view.door(DoorSelector(arguments, function: "door"))
            call.push(object: state.types.door, state.doors.handle(for: row))
        }
    }

    private var grants: LuaFunction {
        selection("grants") { state, arguments, call in
            let rows = try state.view.grants(GrantSelector(arguments, function: "grants"))
            state.push(rows, call)
        }
    }

    private var holders: LuaFunction {
        selection("holders") { state, arguments, call in
            let rows = try state.view.grants(GrantSelector(arguments, function: "holders"))
            call.beginTable()
            state.pushHolders(of: rows) { call.push(object: state.types.holder, $0) }
            call.endTable()
        }
    }

    private func selection(
        _ name: String,
        _ body: @escaping (ScriptState, Arguments, borrowing LuaCall) throws -> Void
    ) -> LuaFunction {
        LuaFunction(name) { call in
            do {
                let reader = ArgumentReader(state: state.value)
                try body(state.value, reader.arguments(call, at: 1), call)
                return .values
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: name))
            }
        }
    }
}
