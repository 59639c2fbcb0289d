/// A JSON value as the log knows them: no floats, integers within ±2^53.
public enum LogValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// Within ±2^53; writing another one fails.
    case integer(Int)
    case text(String)
    /// Text when they are UTF-8, else `{"$b64":"…"}`.
    case bytes([UInt8])
    case list([LogValue])
    /// Written with its names sorted by their bytes; names are unique and start with no `$`.
    case object([LogField])

    /// The largest integer either way that every JSON reader keeps whole.
    public static let largestInteger = 1 << 53

    /// A member of an object.
    public subscript(_ name: String) -> LogValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }

    /// The text, if it is one.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The integer, if it is one.
    public var integer: Int? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The elements, if it is a list.
    public var list: [LogValue]? {
        if case .list(let list) = self { list } else { nil }
    }

    /// The members, if it is an object.
    public var fields: [LogField]? {
        if case .object(let fields) = self { fields } else { nil }
    }

    /// Whether it is `null`.
    public var isNull: Bool { self == .null }
}

extension LogValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
    /// A text.
    public init(stringLiteral text: String) { self = .text(text) }
    /// An integer.
    public init(integerLiteral number: Int) { self = .integer(number) }
    /// `true` or `false`.
    public init(booleanLiteral flag: Bool) { self = .bool(flag) }
    /// A list.
    public init(arrayLiteral elements: LogValue...) { self = .list(elements) }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
}
