/// Cuts a script into words.
struct LuaLexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var lineStart = 0
    /// Up to where the line's characters are counted, and how many there are.
    private var counted = 0
    private var columns = 0

    private static let symbols: [[UInt8]] = [
        "...", "<<", ">>", "//", "==", "~=", "<=", ">=", "::", "..",
    ].map { Array($0.utf8) }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { (position, lineStart) = (3, 3) }
        if peek() == UInt8(ascii: "#") { skipLine() }
    }

    /// The next word; `end` for ever once all is read.
    mutating func next() throws(LuaSyntaxError) -> LuaToken {
        try skipSpace()
        let place = here()
        guard let byte = peek() else { return token(.end, place) }
        switch byte {
        case _ where isLetter(byte): return word(place)
        case 48...57: return try number(place)
        case UInt8(ascii: "."):
            if let following = peek(1), (48...57).contains(following) {
                return try number(place)
            }
            return symbol(place)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string(byte, place)
        case UInt8(ascii: "["):
            if let level = longLevel() { return try longString(level, place) }
            if peek(1) == UInt8(ascii: "=") {
                throw LuaSyntaxError(place: place, reason: "a long text begins with [[ or [=[")
            }
            return symbol(place)
        default: return symbol(place)
        }
    }

    // MARK: Words

    private mutating func word(_ place: LuaPlace) -> LuaToken {
        let start = position
        while let byte = peek(), isLetter(byte) || (48...57).contains(byte) { position += 1 }
        let text = text(start, position)
        return token(LuaToken.keywords.contains(text) ? .keyword(text) : .name(text), place)
    }

    /// As far as Lua reads a number, which must then be one.
    private mutating func number(_ place: LuaPlace) throws(LuaSyntaxError) -> LuaToken {
        let start = position
        let isHex = peek() == 48 && [88, 120].contains(peek(1) ?? 0)
        if isHex { position += 2 }
        let exponents: [UInt8] = isHex ? [80, 112] : [69, 101]
        while let byte = peek() {
            if exponents.contains(byte) {
                position += 1
                if [43, 45].contains(peek() ?? 0) { position += 1 }
            } else if LuaNumber.isHexDigit(byte) || byte == UInt8(ascii: ".") {
                position += 1
            } else {
                break
            }
        }
        while let byte = peek(), isLetter(byte) { position += 1 }
        let text = text(start, position)
        guard LuaNumber.isWellFormed(Array(text.utf8)) else {
            throw LuaSyntaxError(place: place, reason: "malformed number \(text)")
        }
        return token(.number(text), place)
    }

    private mutating func symbol(_ place: LuaPlace) -> LuaToken {
        for symbol in Self.symbols where bytes[position...].starts(with: symbol) {
            position += symbol.count
            return token(.symbol(String(decoding: symbol, as: UTF8.self)), place)
        }
        position += 1
        return token(.symbol(text(position - 1, position)), place)
    }

    // MARK: Texts

    private mutating func string(
        _ quote: UInt8,
        _ place: LuaPlace
    ) throws(LuaSyntaxError) -> LuaToken {
        position += 1
        var content: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case quote:
                position += 1
                return token(.string(String(decoding: content, as: UTF8.self)), place)
            case 10, 13: throw LuaSyntaxError(place: place, reason: "the text does not end")
            case UInt8(ascii: "\\"): try escape(into: &content)
            default:
                content.append(byte)
                position += 1
            }
        }
        throw LuaSyntaxError(place: place, reason: "the text does not end")
    }

    private static let plainEscapes: [UInt8: UInt8] = [
        97: 7, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11, 92: 92, 34: 34, 39: 39,
    ]

    private mutating func escape(into content: inout [UInt8]) throws(LuaSyntaxError) {
        let place = here()
        position += 1
        guard let byte = peek() else { return }
        position += 1
        if let plain = Self.plainEscapes[byte] {
            content.append(plain)
            return
        }
        switch byte {
        case 10, 13:
            endLine(byte)
            content.append(10)
        case UInt8(ascii: "z"): skipBlanks()
        case UInt8(ascii: "x"):
            guard let high = hexDigit(), let low = hexDigit() else {
                throw LuaSyntaxError(place: place, reason: "\\x needs two hexadecimal digits")
            }
            content.append(UInt8(high * 16 + low))
        case UInt8(ascii: "u"): try codePoint(into: &content, place)
        case 48...57:
            position -= 1
            try decimal(into: &content, place)
        default:
            let reason = "invalid escape sequence \\\(Character(UnicodeScalar(byte)))"
            throw LuaSyntaxError(place: place, reason: reason)
        }
    }

    private mutating func skipBlanks() {
        while let space = peek(), space == 32 || (9...13).contains(space) {
            position += 1
            if space == 10 || space == 13 { endLine(space) }
        }
    }

    private mutating func decimal(
        into content: inout [UInt8],
        _ place: LuaPlace
    ) throws(LuaSyntaxError) {
        var value = 0
        for _ in 0..<3 {
            guard let digit = peek(), (48...57).contains(digit) else { break }
            value = value * 10 + Int(digit - 48)
            position += 1
        }
        guard let byte = UInt8(exactly: value) else {
            throw LuaSyntaxError(place: place, reason: "decimal escape \\\(value) is above 255")
        }
        content.append(byte)
    }

    private mutating func codePoint(
        into content: inout [UInt8],
        _ place: LuaPlace
    ) throws(LuaSyntaxError) {
        var value = 0
        var digits = 0
        if peek() == UInt8(ascii: "{") {
            position += 1
            while let digit = hexDigit() {
                digits += 1
                value = value * 16 + digit
                guard value <= 0x7FFF_FFFF else {
                    throw LuaSyntaxError(place: place, reason: "\\u{…} is above 7FFFFFFF")
                }
            }
        }
        guard digits > 0, peek() == UInt8(ascii: "}") else {
            throw LuaSyntaxError(place: place, reason: "\\u needs hexadecimal digits in {}")
        }
        position += 1
        let scalar = UInt32(exactly: value).flatMap { UnicodeScalar($0) } ?? "\u{FFFD}"
        content += Array(String(Character(scalar)).utf8)
    }

    private mutating func hexDigit() -> Int? {
        guard let byte = peek(), LuaNumber.isHexDigit(byte) else { return nil }
        position += 1
        return Int(String(UnicodeScalar(byte)), radix: 16)
    }

    /// How many `=` stand in the `[=[` that begins here; nil when none does.
    private func longLevel() -> Int? {
        var level = 0
        while peek(1 + level) == UInt8(ascii: "=") { level += 1 }
        return peek(1 + level) == UInt8(ascii: "[") ? level : nil
    }

    private mutating func longString(
        _ level: Int,
        _ place: LuaPlace
    ) throws(LuaSyntaxError) -> LuaToken {
        position += level + 2
        if let byte = peek(), byte == 10 || byte == 13 {
            position += 1
            endLine(byte)
        }
        let start = position
        let close = [93] + Array(repeating: UInt8(ascii: "="), count: level) + [93]
        while let byte = peek() {
            if byte == 93, bytes[position...].starts(with: close) {
                position += close.count
                return token(.string(text(start, position - close.count)), place)
            }
            position += 1
            if byte == 10 || byte == 13 { endLine(byte) }
        }
        throw LuaSyntaxError(place: place, reason: "the text does not end", isIncomplete: true)
    }

    // MARK: Between words

    private mutating func skipSpace() throws(LuaSyntaxError) {
        while let byte = peek() {
            if byte == 10 || byte == 13 {
                position += 1
                endLine(byte)
            } else if byte == 32 || (9...12).contains(byte) {
                position += 1
            } else if byte == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "-") {
                try skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipComment() throws(LuaSyntaxError) {
        let place = here()
        position += 2
        if peek() == UInt8(ascii: "["), let level = longLevel() {
            do { _ = try longString(level, place) } catch {
                let reason = "the comment does not end"
                throw LuaSyntaxError(place: place, reason: reason, isIncomplete: true)
            }
        } else {
            skipLine()
        }
    }

    private mutating func skipLine() {
        while let byte = peek(), byte != 10, byte != 13 { position += 1 }
    }

    /// Counts a line whose end, `byte`, was just read; CR LF is one end.
    private mutating func endLine(_ byte: UInt8) {
        if let next = peek(), next == 10 || next == 13, next != byte { position += 1 }
        line += 1
        lineStart = position
    }

    // MARK: Bytes

    /// The place of the next byte; counts on from the last one, so that a long line costs no more
    /// than many short ones.
    private mutating func here() -> LuaPlace {
        if counted < lineStart { (counted, columns) = (lineStart, 0) }
        columns += bytes[counted..<position].count { $0 & 0xC0 != 0x80 }
        counted = position
        return LuaPlace(line: line, column: columns + 1, offset: position)
    }

    private func token(_ kind: LuaToken.Kind, _ place: LuaPlace) -> LuaToken {
        LuaToken(kind: kind, place: place, end: position)
    }

    private func text(_ start: Int, _ end: Int) -> String {
        String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
    }
}

extension LuaSyntaxError {
    init(place: LuaPlace, reason: String) {
        self.init(place: place, reason: reason, isIncomplete: false)
    }
}
