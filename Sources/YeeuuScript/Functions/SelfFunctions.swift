import ALMS
import LuaRuntime
import Register
import Runs

/// `yeeuu.args`, `yeeuu.needs`: what a script says of itself.
struct SelfFunctions {
    let state: StateBox

    var all: [LuaFunction] { [args, needs] }

    private var args: LuaFunction {
        LuaFunction("args") { call in
            let state = state.value
            do {
                guard call.type(1) == .table, case .table(let table) = try call.value(1) else {
                    throw Complaints("", "\(call.typeName(1)) given; give a table")
                }
                var reader = ScriptArguments(table, state)
                let values = try reader.values(state.options.arguments)
                let optional = reader.names.filter { values[$0] == nil }
                let shape = call.host.shape("args", optional: optional)
                call.push(.table(LuaTable(fields: values.fields, shape: shape)))
                return .values
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: "args"))
            }
        }
    }

    private var needs: LuaFunction {
        LuaFunction.checked("needs", state) { state, _, options in
            guard !state.hasCalled else {
                throw Complaints("", "comes after an operation; make it the script's first line")
            }
            let operations = try Self.operations(options["operations"])
            let doors = try Self.count(options["max_doors"])
            state.run.restrict(operations: operations, maxDoors: doors)
            return .values
        }
    }

    private static func operations(_ value: LuaValue?) throws(Complaints) -> Set<OperationName>? {
        guard case .table(let table)? = value else { return nil }
        var names: Set<OperationName> = []
        for case .string(let text) in table.array {
            guard let name = OperationName(rawValue: text) else {
                let known = OperationName.allCases.map(\.rawValue)
                let hint = NearestName.hint(text, among: known)
                throw Complaints("operations", "no such operation '\(text)'\(hint)")
            }
            names.insert(name)
        }
        return names
    }

    private static func count(_ value: LuaValue?) throws(Complaints) -> Int? {
        guard case .integer(let number)? = value else { return nil }
        guard let count = Int(exactly: number), count >= 0 else {
            throw Complaints("max_doors", "\(number) given; give 0 or more")
        }
        return count
    }
}
