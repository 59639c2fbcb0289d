/// Reads JSON text strictly (RFC 8259): no comments, no trailing commas, no typographic quotes.
public struct JSONParser {
    /// Why a text is no JSON.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// The byte, from 0, at which reading stopped.
        public let offset: Int
        /// What stood in the way.
        public let reason: String

        /// `byte 17: expected a value`.
        public var description: String { "byte \(offset): \(reason)" }
    }

    /// How deeply arrays and objects may be nested.
    public static let depthLimit = 100

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value that `bytes` hold, and nothing beside it but white space.
    public static func parse(_ bytes: some Sequence<UInt8>) throws(Failure) -> JSON {
        var parser = JSONParser(Array(bytes))
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == parser.bytes.count else {
            throw parser.failure("something follows the value")
        }
        return value
    }

    /// The value that `text` holds, and nothing beside it but white space.
    public static func parse(_ text: String) throws(Failure) -> JSON { try parse(text.utf8) }

    private mutating func value(depth: Int) throws(Failure) -> JSON {
        guard depth < Self.depthLimit else { throw failure("nested too deeply") }
        skipSpace()
        guard let first = peek else { throw failure("expected a value") }
        switch first {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("expected a value")
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> JSON {
        position += 1
        var members: [JSON.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw failure("expected a name in quotes") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("expected ':'") }
            members.append(.init(name, try value(depth: depth + 1)))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw failure("expected ',' or '}'") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Failure) -> JSON {
        position += 1
        var items: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            items.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw failure("expected ',' or ']'") }
        return .array(items)
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 32 {
            position += 1
        }
        if peek == UInt8(ascii: "\"") {
            position += 1
            return try text(bytes[start..<(position - 1)])
        }
        var content = Array(bytes[start..<position])
        while true {
            guard let byte = peek else { throw failure("the text does not end") }
            guard byte >= 32 else { throw failure("a control character in a text") }
            position += 1
            if byte == UInt8(ascii: "\"") { return try text(content[...]) }
            if byte == UInt8(ascii: "\\") {
                try escape(into: &content)
            } else {
                content.append(byte)
            }
        }
    }

    private func text(_ content: ArraySlice<UInt8>) throws(Failure) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw failure("a text that is not UTF-8")
        }
        return text
    }

    private mutating func escape(into content: inout [UInt8]) throws(Failure) {
        guard let byte = peek else { throw failure("the text does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "u"): content.append(contentsOf: String(try unicode()).utf8)
        default: throw failure("an unknown escape")
        }
    }

    private mutating func unicode() throws(Failure) -> Character {
        var code = try fourDigits()
        if (0xD800..<0xDC00).contains(code) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw failure("half of a surrogate pair")
            }
            let low = try fourDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair") }
            code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair") }
        return Character(scalar)
    }

    private mutating func fourDigits() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count,
            let digits = String(validating: bytes[position..<(position + 4)], as: UTF8.self),
            digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let code = UInt32(digits, radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        position += 4
        return code
    }

    private mutating func number() throws(Failure) -> JSON {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let whole = Int64(text) { return .integer(whole) }
        guard let number = Double(text), number.isFinite else {
            throw failure("a number out of range")
        }
        return .number(number)
    }

    private mutating func digits() throws(Failure) {
        let start = position
        while let byte = peek, (48...57).contains(byte) { position += 1 }
        guard position > start else { throw failure("expected a digit") }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(Failure) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("expected a value") }
        position += word.utf8.count
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
    }

    private func failure(_ reason: String) -> Failure { Failure(offset: position, reason: reason) }
}
