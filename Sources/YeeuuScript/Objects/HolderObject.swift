import ALMS
import LuaRuntime
import Register

/// Holders as scripts see them: one person in one flat, with all doors they hold there.
struct HolderObject {
    let state: StateBox

    /// The fields, in the order of their declaration.
    static let fields = [
        "authoredName", "authoredMobile", "buildingId", "buildingName", "unit", "name", "code",
        "endTime",
    ]

    var declaration: LuaObjectDeclaration {
        LuaObjectDeclaration(
            "holder",
            fields: Self.fields,
            read: { handle, field, call in
                let object = LuaObject(type: state.value.types.holder, handle: handle)
                call.push(
                    ObjectFields(state: state.value).value(object, Self.fields[field]) ?? .nil
                )
                return .values
            },
            methods: [LuaFunction("grants") { grants($0) }, LuaFunction("doors") { doors($0) }],
            describe: { handle in
                ObjectFields(state: state.value).holderWords(handle, isForPeople: true)
            },
            interned: true
        )
    }

    /// `holder:grants([kind])`: what still opens.
    private func grants(_ call: borrowing LuaCall) -> LuaAnswer {
        method("grants", call) { state, seen, call in
            var kind: GrantKind?
            if call.type(2) != .none, call.type(2) != .nil {
                guard let given = call.string(2).flatMap({ GrantKind(rawValue: $0) }) else {
                    let words = "\(call.typeName(2)) given; give \"auth\" or \"password\""
                    throw Complaints("kind", words)
                }
                kind = given
            }
            state.push(seen.active.filter { kind == nil || $0.kind == kind }, call)
        }
    }

    /// `holder:doors()`: the doors of what still opens.
    private func doors(_ call: borrowing LuaCall) -> LuaAnswer {
        method("doors", call) { state, seen, call in
            let held = Set(seen.active.map(\.door))
            state.push(seen.doors.filter { held.contains($0.key) }, call)
        }
    }

    private func method(
        _ name: String,
        _ call: borrowing LuaCall,
        _ body: (ScriptState, HolderStore.Seen, borrowing LuaCall) throws -> Void
    ) -> LuaAnswer {
        let state = state.value
        do {
            guard let handle = call.handle(1, of: state.types.holder) else {
                let words = "\(call.typeName(1)) given as holder; write holder:\(name)()"
                throw Complaints("", words)
            }
            try body(state, try state.holder(handle), call)
            return .values
        } catch {
            return call.fail(error: ErrorValue.thrown(error, by: "holder:\(name)"))
        }
    }
}

extension ObjectFields {
    /// `B001/1001 13800000001`, or with the name and for people.
    func holderWords(_ handle: Int, isForPeople: Bool = false) -> String {
        let key = state.holders.key(handle)
        guard isForPeople else { return "\(key.buildingId)/\(key.code) \(key.authoredMobile)" }
        let name = (try? state.holder(handle))?.telling.lazy.map(\.authoredName).first {
            !$0.isEmpty
        }
        return "\(name ?? key.authoredMobile) at \(key.buildingId)/\(key.code)"
    }

    /// The field of a holder; nil when there is none of that name.
    func holder(_ handle: Int, _ name: String) -> LuaValue? {
        let key = state.holders.key(handle)
        switch name {
        case "authoredMobile": return .string(key.authoredMobile)
        case "buildingId": return .string(key.buildingId)
        case "code": return .string(key.code)
        default: break
        }
        let seen = (try? state.holder(handle)) ?? HolderStore.Seen()
        let apartment = seen.doors.first?.apartment
        switch name {
        case "authoredName":
            return .string(seen.telling.lazy.map(\.authoredName).first { !$0.isEmpty } ?? "")
        case "buildingName": return .string(apartment?[.buildingName] ?? "")
        case "unit": return .string(apartment?.unit ?? "")
        case "name": return .string(apartment?.name ?? "")
        case "endTime":
            return seen.telling.compactMap(\.endTime).max().map { .integer($0) } ?? .nil
        default: return nil
        }
    }
}
