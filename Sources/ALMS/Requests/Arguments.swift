/// What a caller gave an operation: names with values, each of whose places can be told.
public struct Arguments: Sendable {
    /// One value under its name.
    public struct Item: Sendable {
        /// The name as the caller wrote it.
        public let name: String
        /// The value.
        public let value: ArgumentValue

        /// Makes an item.
        public init(_ name: String, _ value: ArgumentValue) {
            self.name = name
            self.value = value
        }
    }

    /// The values in the order they were given.
    public var items: [Item]
    /// Where the values stand, when they come from a file: `onboard.csv:7`.
    public let origin: String?

    /// Makes arguments.
    public init(_ items: [Item], origin: String? = nil) {
        self.items = items
        self.origin = origin
    }

    /// The value under `name`.
    public subscript(name: String) -> ArgumentValue? {
        items.first { $0.name == name }?.value
    }
}

/// One value that a caller gave.
public enum ArgumentValue: Sendable {
    case text(String)
    /// A text that is shown as dots: a password.
    case secret(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    case list([ArgumentValue])
    case table(Arguments)
    /// Anything that no parameter takes, under the word for its kind (`function`).
    case other(String)

    /// The kind in words, for «text expected, got …».
    public var kind: String {
        switch self {
        case .text: "text"
        case .secret: "a secret"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "a boolean"
        case .list: "a list"
        case .table: "a table"
        case .other(let kind): kind
        }
    }
}
