import ALMS
import LuaRuntime
import Vault

/// Makes a caller's table into what requests and selectors are made of.
struct ArgumentReader {
    let state: ScriptState

    /// The items of a table given in place `index`.
    ///
    /// - Throws: one complaint: no table, or one that is too large, too deep or circular.
    func arguments(
        _ call: borrowing LuaCall,
        at index: Int
    ) throws(Complaints) -> Arguments {
        try arguments(table(call, at: index))
    }

    /// The table given in place `index`.
    ///
    /// - Throws: as ``arguments(_:at:)``.
    func table(_ call: borrowing LuaCall, at index: Int) throws(Complaints) -> LuaTable {
        switch call.type(index) {
        case .table:
            let value: LuaValue
            do { value = try call.value(index) } catch {
                throw Complaints(error.path, error.reason)
            }
            guard case .table(let table) = value else { return LuaTable() }
            return table
        case .none, .nil: throw Complaints("", "nothing given; give a table")
        default:
            throw Complaints("", "\(call.typeName(index)) given; give a table")
        }
    }

    /// The items of a table that was read.
    func arguments(_ table: LuaTable) throws(Complaints) -> Arguments {
        guard table.array.isEmpty else {
            throw Complaints("[1]", "a value without a name; write name = value")
        }
        return Arguments(items(table), origin: table.origin)
    }

    private func items(_ table: LuaTable) -> [Arguments.Item] {
        var items: [Arguments.Item] = []
        items.reserveCapacity(table.fields.count + 4)
        for field in table.fields {
            guard let value = argument(field.value) else { continue }
            let name = name(field.key)
            items.append(.init(name, Self.times.contains(name) ? time(value, name) : value))
        }
        return items
    }

    private static let times = Set(
        ParameterName.allCases.filter { $0.parameter.form == .time }.map(\.rawValue)
    )

    /// A text that is a time as its seconds; any other stays, to be complained of with the rest.
    private func time(_ value: ArgumentValue, _ name: String) -> ArgumentValue {
        guard case .text(let text) = value, let seconds = try? state.times.seconds(text, name)
        else { return value }
        return .integer(seconds)
    }

    /// The value as an argument; nil for nil.
    func argument(_ value: LuaValue) -> ArgumentValue? {
        switch value {
        case .nil: nil
        case .boolean(let flag): .boolean(flag)
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .string(let text): .text(text)
        case .bytes: .other("text that is not UTF-8")
        case .table(let table): argument(table)
        case .object(let object): argument(object)
        case .function: .other("a function")
        case .other(let words): .other(words)
        }
    }

    private func argument(_ table: LuaTable) -> ArgumentValue {
        if !table.array.isEmpty, table.fields.isEmpty {
            return .list(table.array.map { argument($0) ?? .other("nil") })
        }
        return .table(Arguments(items(table), origin: table.origin))
    }

    private func argument(_ object: LuaObject) -> ArgumentValue {
        if object.type == state.types.secret {
            return .secret(state.secrets[object.handle].secret.reveal())
        }
        return .other("a \(object.type.name)")
    }

    private func name(_ key: LuaValue) -> String {
        switch key {
        case .string(let text): text
        case .integer(let number): "[\(number)]"
        default: "[…]"
        }
    }
}
