/// What Lua takes for a number (reference manual, section 3.1).
enum LuaNumber {
    /// Whether `text` is a numeral: decimal or hexadecimal, with a fraction and an exponent or not.
    static func isWellFormed(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        let isHex = text.count > 1 && text[0] == 48 && [88, 120].contains(text[1])
        if isHex { rest = rest.dropFirst(2) }
        let isDigit = isHex ? isHexDigit : { (48...57).contains($0) }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard whole.count + fraction.count > 0 else { return false }
        guard let mark = rest.first else { return true }
        guard (isHex ? [80, 112] : [69, 101]).contains(mark) else { return false }
        rest = rest.dropFirst()
        if let sign = rest.first, [43, 45].contains(sign) { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy { (48...57).contains($0) }
    }

    /// Whether `byte` is 0 to 9, A to F or a to f.
    static func isHexDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }
}
