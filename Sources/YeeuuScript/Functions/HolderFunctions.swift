import LuaRuntime
import Register

/// What the flows of holders ask, and tell the run.
struct HolderFunctions {
    let state: StateBox

    var all: [LuaFunction] { [doorsOf, beginNeeded, endNeeded] }

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
