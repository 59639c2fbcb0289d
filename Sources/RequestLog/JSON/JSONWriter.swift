/// Writes canonical JSON: sorted names, no spaces, shortest escapes.
enum JSONWriter {
    static func write(_ value: LogValue, to out: inout LineWriter) throws(JSONError) {
        switch value {
        case .null: out.append("null")
        case .bool(let flag): flag ? out.append("true") : out.append("false")
        case .integer(let number): try write(number, to: &out)
        case .text(let text): out.append(json: text)
        case .bytes(let bytes): write(bytes, to: &out)
        case .list(let list): try write(list, to: &out)
        case .object(let fields): try write(fields, to: &out)
        }
    }

    private static func write(_ number: Int, to out: inout LineWriter) throws(JSONError) {
        guard number.magnitude <= LogValue.largestInteger.magnitude else {
            throw JSONError(offset: out.count, reason: "an integer beyond 2^53")
        }
        out.append(decimal: number)
    }

    @inline(__always)
    static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// The high bit of every one of eight bytes that is a quote, a backslash or a control character.
    ///
    /// The sum of tests borrows upwards only, so the lowest hit is a true one, and none is missed.
    @inline(__always)
    static func specials(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let slash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let hits =
            (quote &- ones) & ~quote | (slash &- ones) & ~slash | (word &- ones &* 0x20) & ~word
        return hits & (ones &* 0x80)
    }

    private static func write(_ bytes: [UInt8], to out: inout LineWriter) {
        if let text = String(validating: bytes, as: UTF8.self) { return out.append(json: text) }
        out.append("{\"$b64\":\"")
        out.append(Base64.encode(bytes))
        out.append("\"}")
    }

    private static func write(_ list: [LogValue], to out: inout LineWriter) throws(JSONError) {
        out.append(UInt8(ascii: "["))
        var isFirst = true
        for value in list {
            if !isFirst { out.append(UInt8(ascii: ",")) }
            isFirst = false
            try write(value, to: &out)
        }
        out.append(UInt8(ascii: "]"))
    }

    private static func write(_ fields: [LogField], to out: inout LineWriter) throws(JSONError) {
        out.append(UInt8(ascii: "{"))
        var isFirst = true
        for field in try sorted(fields) {
            if !isFirst { out.append(UInt8(ascii: ",")) }
            isFirst = false
            out.append(json: field.name)
            out.append(UInt8(ascii: ":"))
            try write(field.value, to: &out)
        }
        out.append(UInt8(ascii: "}"))
    }

    /// By the bytes of the names; callers mostly have them in order already.
    static func sorted(_ fields: [LogField]) throws(JSONError) -> [LogField] {
        if try isAscending(fields) { return fields }
        let result = order(fields).map { fields[$0] }
        guard try isAscending(result) else {
            throw JSONError(offset: 0, reason: "a name twice in an object")
        }
        return result
    }

    /// The places of the fields by name: the first eight bytes nearly always tell names apart.
    private static func order(_ fields: [LogField]) -> [Int] {
        var order: [(start: UInt64, place: Int)] = []
        order.reserveCapacity(fields.count)
        for place in fields.indices {
            let start = EightBytes.start(fields[place].name)
            var index = order.count
            while index > 0 {
                let other = order[index - 1]
                let isAfter =
                    other.start == start
                    ? precedes(fields[place].name, fields[other.place].name) : start < other.start
                if !isAfter { break }
                index -= 1
            }
            order.insert((start, place), at: index)
        }
        return order.map(\.place)
    }

    private static func isAscending(_ fields: [LogField]) throws(JSONError) -> Bool {
        var before: UInt64 = 0
        for index in fields.indices {
            let start = EightBytes.start(fields[index].name)
            if start >> 56 == UInt64(UInt8(ascii: "$")) {
                throw JSONError(offset: 0, reason: "a name that starts with $")
            }
            if index > 0, start <= before {
                if start < before { return false }
                if !precedes(fields[index - 1].name, fields[index].name) { return false }
            }
            before = start
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
        var out = LineWriter(capacity: 256)
        try JSONWriter.write(self, to: &out)
        return out.bytes
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
