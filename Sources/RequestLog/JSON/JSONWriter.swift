/// Writes canonical JSON into a byte buffer: sorted names, no spaces, shortest escapes.
enum JSONWriter {
    static func write(_ value: LogValue, to out: inout [UInt8]) throws(JSONError) {
        switch value {
        case .null: out.append("null")
        case .bool(let flag): flag ? out.append("true") : out.append("false")
        case .integer(let number): try write(number, to: &out)
        case .text(let text): write(text, to: &out)
        case .bytes(let bytes): write(bytes, to: &out)
        case .list(let list): try write(list, to: &out)
        case .object(let fields): try write(fields, to: &out)
        }
    }

    static func write(_ number: Int, to out: inout [UInt8]) throws(JSONError) {
        guard number.magnitude <= LogValue.largestInteger.magnitude else {
            throw JSONError(offset: out.count, reason: "an integer beyond 2^53")
        }
        out.append(decimal: number)
    }

    static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        let start = out.count
        out.append(contentsOf: text.utf8)
        if needsEscape(out, from: start) {
            out.removeLast(out.count - start)
            for byte in text.utf8 { escape(byte, to: &out) }
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ bytes: [UInt8], from start: Int) -> Bool {
        for index in start..<bytes.count where isSpecial(bytes[index]) { return true }
        return false
    }

    @inline(__always)
    static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escape(_ byte: UInt8, to out: inout [UInt8]) {
        guard isSpecial(byte) else { return out.append(byte) }
        out.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(byte)
        case 8: out.append(UInt8(ascii: "b"))
        case 9: out.append(UInt8(ascii: "t"))
        case 10: out.append(UInt8(ascii: "n"))
        case 12: out.append(UInt8(ascii: "f"))
        case 13: out.append(UInt8(ascii: "r"))
        default:
            out.append("u00")
            out.append(hex: [byte])
        }
    }

    private static func write(_ bytes: [UInt8], to out: inout [UInt8]) {
        if let text = String(validating: bytes, as: UTF8.self) { return write(text, to: &out) }
        out.append("{\"$b64\":\"")
        out.append(contentsOf: Base64.encode(bytes))
        out.append("\"}")
    }

    private static func write(_ list: [LogValue], to out: inout [UInt8]) throws(JSONError) {
        out.append(UInt8(ascii: "["))
        for (index, value) in list.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            try write(value, to: &out)
        }
        out.append(UInt8(ascii: "]"))
    }

    private static func write(_ fields: [LogField], to out: inout [UInt8]) throws(JSONError) {
        out.append(UInt8(ascii: "{"))
        for (index, field) in try sorted(fields).enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            write(field.name, to: &out)
            out.append(UInt8(ascii: ":"))
            try write(field.value, to: &out)
        }
        out.append(UInt8(ascii: "}"))
    }

    /// By the bytes of the names; callers mostly have them in order already.
    static func sorted(_ fields: [LogField]) throws(JSONError) -> [LogField] {
        var result = fields
        if !isAscending(fields) {
            result.sort { precedes($0.name, $1.name) }
            guard isAscending(result) else {
                throw JSONError(offset: 0, reason: "a name twice in an object")
            }
        }
        for field in result where field.name.utf8.first == UInt8(ascii: "$") {
            throw JSONError(offset: 0, reason: "a name that starts with $")
        }
        return result
    }

    private static func isAscending(_ fields: [LogField]) -> Bool {
        var index = 1
        while index < fields.count {
            if !precedes(fields[index - 1].name, fields[index].name) { return false }
            index += 1
        }
        return true
    }

    /// Whether a name stands before another by their bytes.
    static func precedes(_ one: String, _ other: String) -> Bool {
        let one = one.utf8.span
        let other = other.utf8.span
        let shared = min(one.count, other.count)
        var index = 0
        while index < shared {
            if one[index] != other[index] { return one[index] < other[index] }
            index += 1
        }
        return one.count < other.count
    }
}

extension LogValue {
    /// Canonical JSON; fails for integers beyond 2^53 and for names that repeat or begin with `$`.
    public func json() throws(JSONError) -> [UInt8] {
        var out: [UInt8] = []
        try write(to: &out)
        return out
    }

    /// Appends the canonical JSON to a buffer.
    public func write(to out: inout [UInt8]) throws(JSONError) {
        try JSONWriter.write(self, to: &out)
    }

    /// What a commitment to this value is computed over.
    var committedBytes: [UInt8] {
        get throws(JSONError) {
            switch self {
            case .text(let text): Array(text.utf8)
            case .bytes(let bytes): bytes
            default: try json()
            }
        }
    }
}
