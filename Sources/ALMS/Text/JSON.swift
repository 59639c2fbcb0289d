/// A JSON value whose objects keep their order; numbers stay whole where they are written whole.
public enum JSON: Sendable, Equatable {
    /// One member of an object.
    public struct Member: Sendable, Equatable {
        /// The member's name.
        public let name: String
        /// The member's value.
        public let value: JSON

        /// Makes a member.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    /// The member `name` of an object; nil when there is none, or this is no object.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text, when this is a string.
    public var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The whole number, when this is one.
    public var whole: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The items, when this is an array.
    public var items: [JSON]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The value as JSON text in one line, without spaces, members in their order.
    public var encoded: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        JSONWriter.write(self, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
