import ALMS
import LuaRuntime

/// One cell of a row that a script made.
struct CellReader {
    let state: ScriptState
    let secrets: RowTable.Secrets

    /// The fields of a door or a grant that stand in tables by themselves: no password.
    static func fields(of type: String) -> [String] {
        let names = Declaration.scriptClass(type)?.fields.map(\.name) ?? []
        return names.filter { $0 != "password" }
    }

    private static let secret = Complaints(
        "",
        "a secret; write secret:reveal() if it must stand there"
    )

    /// Whether `value` has fields.
    static func isRow(_ value: LuaValue) -> Bool {
        switch value {
        case .table, .object: true
        default: false
        }
    }

    /// The text of `column` in `row`; empty where there is nothing.
    func cell(_ row: LuaValue, _ column: String) throws(Complaints) -> String {
        switch row {
        case .table(let table):
            if let value = table[column] { return try text(value) }
            return ""
        case .object(let object):
            guard let value = ObjectFields(state: state).value(object, column) else {
                let names = Self.fields(of: object.type.name)
                throw Complaints("", "no such field\(NearestName.hint(column, among: names))")
            }
            if column == "password", value != .nil, secrets == .refused { throw Self.secret }
            return try text(value)
        default: throw Complaints("", "\(ValueWords.kind(row)) given; give a table")
        }
    }

    private func text(_ value: LuaValue) throws(Complaints) -> String {
        switch value {
        case .nil: return ""
        case .boolean(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .number(let number): return "\(number)"
        case .string(let text): return text
        case .object(let object) where object.type == state.types.secret:
            if secrets == .dots { return SecretObject.dots }
            throw Self.secret
        case .object(let object): return ObjectFields(state: state).words(object)
        default: throw Complaints("", "\(ValueWords.kind(value)) given; give text or a number")
        }
    }
}
