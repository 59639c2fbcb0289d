/// A value that a script gave or gets: Lua's own kinds, and objects of the host.
public enum LuaValue: Sendable, Equatable {
    /// No value.
    case `nil`
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number.
    case integer(Int64)
    /// A floating-point number.
    case number(Double)
    /// A string that is valid UTF-8.
    case string(String)
    /// A string that is not valid UTF-8.
    case bytes([UInt8])
    /// A table, copied.
    case table(LuaTable)
    /// An object of the host, by its handle.
    case object(LuaObject)
    /// A function; it stays in Lua.
    case function
    /// What a lenient conversion cannot carry: a cycle, a coroutine, too deep a table.
    case other(String)

    /// The word that Lua's `type` has for it.
    public var typeName: String {
        switch self {
        case .nil: "nil"
        case .boolean: "boolean"
        case .integer, .number: "number"
        case .string, .bytes: "string"
        case .table: "table"
        case .object(let object): object.type.name
        case .function: "function"
        case .other(let word): word
        }
    }

    /// The text of a string, `nil` for anything else.
    public var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}

extension LuaValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `nil`.
    public init(nilLiteral: ()) { self = .nil }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A list.
    public init(arrayLiteral elements: LuaValue...) { self = .table(LuaTable(array: elements)) }
    /// A table by names.
    public init(dictionaryLiteral elements: (String, LuaValue)...) {
        self = .table(LuaTable(fields: elements.map { LuaField(.string($0.0), $0.1) }))
    }
}
