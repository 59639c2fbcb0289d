import ALMS
import LuaRuntime
import Register

/// Grants as scripts see them.
struct GrantObject {
    let state: StateBox

    private enum Field: String, CaseIterable {
        case kind, authoredName, authoredMobile, startTime, endTime, author, password, confidence
        case state, buildingId, doorType, code, door
    }

    private static let fields = Field.allCases

    var declaration: LuaObjectDeclaration {
        LuaObjectDeclaration(
            "grant",
            fields: Self.fields.map(\.rawValue),
            read: { handle, field, call in read(handle, Self.fields[field], call) },
            methods: [LuaFunction("get_door") { call in getDoor(call) }],
            describe: { handle in describe(handle) },
            interned: true
        )
    }

    private func describe(_ handle: Int) -> String {
        let row = state.value.grant(handle)
        let name = row.authoredName.isEmpty ? row.authoredMobile : row.authoredName
        return "\(row.kind.rawValue) of \(name) at \(row.door)"
    }

    private func read(_ handle: Int, _ field: Field, _ call: borrowing LuaCall) -> LuaAnswer {
        let row = state.value.grant(handle)
        switch field {
        case .kind: call.push(row.kind.rawValue)
        case .authoredName: call.push(row.authoredName)
        case .authoredMobile: call.push(row.authoredMobile)
        case .startTime: push(row.startTime, call)
        case .endTime: push(row.endTime, call)
        case .author: call.push(row.author)
        case .password: return password(row, call)
        case .confidence: call.push(row.confidence.rawValue)
        case .state: call.push(row.status.rawValue)
        case .buildingId: call.push(row.door.buildingId)
        case .doorType: call.push(row.door.doorType.rawValue)
        case .code: call.push(row.door.code)
        case .door: call.push(row.door.door)
        }
        return .values
    }

    private func push(_ time: Int64?, _ call: borrowing LuaCall) {
        if let time { call.push(time) } else { call.pushNil() }
    }

    private func password(_ row: GrantRow, _ call: borrowing LuaCall) -> LuaAnswer {
        let state = state.value
        guard row.hasPassword else {
            call.pushNil()
            return .values
        }
        do {
            if let secret = try state.view.password(of: row.id) {
                call.push(object: state.types.secret, state.secrets.show(secret, of: row.id))
            } else {
                call.pushNil()
            }
            return .values
        } catch {
            return call.fail(error: ErrorValue.thrown(error, by: "grant.password"))
        }
    }

    private func getDoor(_ call: borrowing LuaCall) -> LuaAnswer {
        let state = state.value
        guard let handle = call.handle(1, of: state.types.grant) else {
            let words = "\(call.typeName(1)) given as grant; write grant:get_door()"
            return call.fail(error: ErrorValue.invalid("grant:get_door", words: words))
        }
        do {
            let key = state.grants.id(handle).door
            guard let door = try state.view.standing(of: key) else {
                let words = "\(key) is not in the register"
                return call.fail(error: ErrorValue.invalid("grant:get_door", words: words))
            }
            call.push(object: state.types.door, state.doors.handle(for: door))
            return .values
        } catch {
            return call.fail(error: ErrorValue.thrown(error, by: "grant:get_door"))
        }
    }
}
