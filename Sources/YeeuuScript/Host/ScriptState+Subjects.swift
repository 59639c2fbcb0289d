import ALMS
import LuaRuntime
import Register
import Runs

extension ScriptState {
    /// Whom the item of a list in place `index` is for: the holder of a grant, a holder at every door,
    /// everybody with a password at a door, the person of a row.
    func subjects(_ call: borrowing LuaCall, _ index: Int) -> [RunReport.Subject] {
        if let object = call.object(index) { return subjects(object) }
        guard call.type(index) == .table,
            case .table(let table) = (try? call.value(index, limits: .rows)) ?? .nil
        else { return [] }
        return Self.subject(table).map { [$0] } ?? []
    }

    private func subjects(_ object: LuaObject) -> [RunReport.Subject] {
        switch object.type {
        case types.grant: return [Self.subject(grant(object.handle))]
        case types.holder:
            let grants = (try? holder(object.handle))?.active ?? []
            var seen: Set<DoorKey> = []
            return grants.filter { seen.insert($0.door).inserted }.map(Self.subject)
        case types.door:
            let grants = try? view.grants(at: doors.key(object.handle), kind: .password)
            return (grants ?? []).map(Self.subject)
        default: return []
        }
    }

    private static func subject(_ row: GrantRow) -> RunReport.Subject {
        .init(door: row.door, authoredMobile: row.authoredMobile, authoredName: row.authoredName)
    }

    /// Of a row that names a door and a person under their wire names.
    private static func subject(_ row: LuaTable) -> RunReport.Subject? {
        func text(_ name: ParameterName) -> String? { row[name.rawValue]?.text }
        guard let building = text(.buildingId), let code = text(.code),
            let mobile = text(.authoredMobile), !MobileRule.isBlank(mobile)
        else { return nil }
        let isInner = row["doorType"] == .integer(2) || row["doorType"] == .string("2")
        let door = DoorKey(
            buildingId: building,
            code: code,
            doorType: isInner ? .inner : .main,
            door: text(.door) ?? ""
        )
        return .init(door: door, authoredMobile: mobile, authoredName: text(.authoredName) ?? "")
    }
}
