import ALMS
import LuaRuntime
import Register

/// The fields of doors, grants and holders, for what is not Lua: cells, JSON, the REPL.
struct ObjectFields {
    let state: ScriptState

    /// The field; nil when there is none of that name.
    func value(_ object: LuaObject, _ name: String) -> LuaValue? {
        switch object.type {
        case state.types.door: door(object.handle, name)
        case state.types.grant: grant(object.handle, name)
        case state.types.holder: holder(object.handle, name)
        default: nil
        }
    }

    /// The thing in words.
    func words(_ object: LuaObject) -> String {
        switch object.type {
        case state.types.door: state.doors.key(object.handle).description
        case state.types.grant: state.grants.id(object.handle).description
        case state.types.holder: holderWords(object.handle)
        case state.types.secret: SecretObject.dots
        default: object.type.name
        }
    }

    private func door(_ handle: Int, _ name: String) -> LuaValue? {
        let row = state.door(handle)
        switch name {
        case "protected": return .boolean(row.isProtected)
        case "occupied": return .boolean(row.isOccupied)
        case "doorType": return .integer(Int64(row.key.doorType.rawValue))
        default:
            guard let field = ParameterName(rawValue: name),
                Catalogue.apartmentFields.contains(field)
            else { return nil }
            return .string(row.apartment[field])
        }
    }

    private func grant(_ handle: Int, _ name: String) -> LuaValue? {
        let row = state.grant(handle)
        switch name {
        case "kind": return .string(row.kind.rawValue)
        case "authoredName": return .string(row.authoredName)
        case "authoredMobile": return .string(row.authoredMobile)
        case "author": return .string(row.author)
        case "startTime": return row.startTime.map { .integer($0) } ?? .nil
        case "endTime": return row.endTime.map { .integer($0) } ?? .nil
        case "confidence": return .string(row.confidence.rawValue)
        case "state": return .string(row.status.rawValue)
        case "password": return row.hasPassword ? .string(SecretObject.dots) : .nil
        case "buildingId": return .string(row.door.buildingId)
        case "code": return .string(row.door.code)
        case "doorType": return .integer(Int64(row.door.doorType.rawValue))
        case "door": return .string(row.door.door)
        default: return nil
        }
    }
}
