import ALMS
import LuaRuntime
import Register

/// Doors as scripts see them.
struct DoorObject {
    let state: StateBox

    private static let fields = Catalogue.apartmentFields
    private static let names = fields.map(\.rawValue) + ["protected", "occupied"]

    var declaration: LuaObjectDeclaration {
        LuaObjectDeclaration(
            "door",
            fields: Self.names,
            read: { handle, field, call in read(handle, field, call) },
            methods: Catalogue.operations.filter(\.isDoorOperation).map { operation in
                LuaFunction(operation.name.rawValue) { call in
                    OperationBody(state: state.value, operation: operation.name, isMethod: true)
                        .run(call)
                }
            } + [grants("passwords", .password), grants("auths", .auth)],
            describe: { handle in state.value.doors.key(handle).description },
            interned: true
        )
    }

    private func read(_ handle: Int, _ field: Int, _ call: borrowing LuaCall) -> LuaAnswer {
        let row = state.value.door(handle)
        guard field < Self.fields.count else {
            call.push(field == Self.fields.count ? row.isProtected : row.isOccupied)
            return .values
        }
        let name = Self.fields[field]
        if name == .doorType {
            call.push(row.key.doorType.rawValue)
        } else {
            call.push(row.apartment[name])
        }
        return .values
    }

    private func grants(_ name: String, _ kind: GrantKind) -> LuaFunction {
        LuaFunction(name) { call in
            let state = state.value
            guard let handle = call.handle(1, of: state.types.door) else {
                return call.fail(
                    error: ErrorValue.invalid(
                        "door:\(name)",
                        words: "\(call.typeName(1)) given as door; write door:\(name)()"
                    )
                )
            }
            do {
                let rows = try state.view.grants(at: state.doors.key(handle), kind: kind)
                state.push(rows, call)
                return .values
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: "door:\(name)"))
            }
        }
    }
}

/// Holds the state that types need before it can be made: they are declared first.
final class StateBox {
    private var state: ScriptState?

    /// The state; only types that Lua has seen ask for it, and those exist after it.
    var value: ScriptState {
        guard let state else { preconditionFailure("the state is made before any script runs") }
        return state
    }

    func fill(_ state: ScriptState) { self.state = state }
}

extension ScriptState {
    /// Pushes a list of grants.
    func push(_ rows: [GrantRow], _ call: borrowing LuaCall) {
        grants.reserve(rows.count)
        call.beginTable(elements: rows.count)
        for row in rows { call.push(object: types.grant, grants.handle(for: row)) }
        call.endTable()
    }

    /// Pushes a list of doors.
    func push(_ rows: [DoorRow], _ call: borrowing LuaCall) {
        doors.reserve(rows.count)
        call.beginTable(elements: rows.count)
        for row in rows { call.push(object: types.door, doors.handle(for: row)) }
        call.endTable()
    }
}
