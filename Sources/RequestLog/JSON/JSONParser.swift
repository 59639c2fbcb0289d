/// A strict reader of the JSON that the log writes; it accepts spaces, and refuses floats,
/// repeated names, integers beyond 2^53, broken UTF-8 and anything nested deeper than 32.
struct JSONParser {
    private let bytes: [UInt8]
    private var place = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func parse(_ bytes: [UInt8]) throws(JSONError) -> LogValue {
        var parser = JSONParser(bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.place == bytes.count else { throw parser.error("more after the value") }
        return value
    }

    private func error(_ reason: String) -> JSONError { JSONError(offset: place, reason: reason) }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> LogValue {
        guard depth < 32 else { throw error("nested deeper than 32") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw error("the end instead of a value")
        default: return .integer(try number())
        }
    }

    private mutating func word(_ word: String, _ value: LogValue) throws(JSONError) -> LogValue {
        for byte in word.utf8 where !take(byte) { throw error("an unknown word") }
        return value
    }

    private mutating func number() throws(JSONError) -> Int {
        let sign = take(UInt8(ascii: "-")) ? -1 : 1
        let start = place
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
        guard let value = decimal(bytes[start..<place]), value <= LogValue.largestInteger,
            sign == 1 || value != 0
        else { throw error("not an integer within 2^53") }
        if let byte = next, byte == UInt8(ascii: ".") || byte | 32 == UInt8(ascii: "e") {
            throw error("a float")
        }
        return sign * value
    }

    private mutating func list(depth: Int) throws(JSONError) -> LogValue {
        place += 1
        var values: [LogValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .list(values) }
        repeat {
            values.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("a list without its end") }
        return .list(values)
    }

    private mutating func object(depth: Int) throws(JSONError) -> LogValue {
        place += 1
        var fields: [LogField] = []
        var names: Set<String> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(fields) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("no name in an object") }
            let name = try text()
            guard names.insert(name).inserted else { throw error("a name twice in an object") }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error("a name without a value") }
            fields.append(.clear(name, try value(depth: depth + 1)))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error("an object without its end") }
        if fields.count == 1, fields[0].name == "$b64" { return try base64(fields[0].value) }
        return .object(fields)
    }

    private func base64(_ value: LogValue) throws(JSONError) -> LogValue {
        guard let text = value.text, let bytes = Base64.decode(text.utf8) else {
            throw error("$b64 without canonical base64")
        }
        return .bytes(bytes)
    }

    private mutating func text() throws(JSONError) -> String {
        place += 1
        let start = place
        while let byte = next, !JSONWriter.isSpecial(byte) { place += 1 }
        var out = Array(bytes[start..<place])
        while let byte = next, byte != UInt8(ascii: "\"") {
            place += 1
            guard byte >= 0x20 else { throw error("a control character in a text") }
            if byte == UInt8(ascii: "\\") { try escape(to: &out) } else { out.append(byte) }
        }
        guard take(UInt8(ascii: "\"")) else { throw error("a text without its end") }
        guard let text = String(validating: out, as: UTF8.self) else { throw error("broken UTF-8") }
        return text
    }

    private mutating func escape(to out: inout [UInt8]) throws(JSONError) {
        guard let byte = next else { throw error("half an escape") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(8)
        case UInt8(ascii: "t"): out.append(9)
        case UInt8(ascii: "n"): out.append(10)
        case UInt8(ascii: "f"): out.append(12)
        case UInt8(ascii: "r"): out.append(13)
        case UInt8(ascii: "u"): try unicode(to: &out)
        default: throw error("an unknown escape")
        }
    }

    private mutating func unicode(to out: inout [UInt8]) throws(JSONError) {
        let first = try unit()
        var code = UInt32(first)
        if first & 0xFC00 == 0xD800 {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw error("half a surrogate pair")
            }
            let second = try unit()
            guard second & 0xFC00 == 0xDC00 else { throw error("half a surrogate pair") }
            code = 0x10000 + UInt32(first & 0x3FF) << 10 + UInt32(second & 0x3FF)
        }
        guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
        out.append(contentsOf: String(scalar).utf8)
    }

    private mutating func unit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next,
                let nibble = hexNibble(byte | (byte >= UInt8(ascii: "A") ? 32 : 0))
            else { throw error("half an escape") }
            unit = unit << 4 | UInt16(nibble)
            place += 1
        }
        return unit
    }
}

extension LogValue {
    /// Reads JSON as the log writes it, strictly; no error quotes the text.
    public static func parse(_ json: [UInt8]) throws(JSONError) -> LogValue {
        try JSONParser.parse(json)
    }
}
