/// Looks at the words of a command line before anything is made of them: a terminal that does not
/// send UTF-8 makes other names of Chinese ones.
enum ArgumentEncoding {
    /// The complaint about the first word that is no UTF-8, or can hardly be meant as the UTF-8
    /// that it happens to be; nil when there is none.
    static func complaint(_ words: [[UInt8]]) -> String? {
        for word in words where !isUTF8(word) {
            return "argument '\(shown(word))': no UTF-8; the terminal sends GBK?"
        }
        return nil
    }

    private static func isUTF8(_ word: [UInt8]) -> Bool {
        guard let text = String(validating: word, as: UTF8.self) else { return false }
        let value = text.unicodeScalars.firstIndex(of: "=").map {
            text.unicodeScalars[$0...].dropFirst()
        }
        return !looksLikeGBK(Array(value ?? text.unicodeScalars[...]))
    }

    /// Whether a text is one of GBK whose bytes happen to be UTF-8, such as 谭, which is then a
    /// combining stroke, and 钱圆, a Latin letter and an Armenian one.
    ///
    /// Those are characters of two bytes alone. A word of Latin, Greek or Cyrillic letters is one.
    static func looksLikeGBK(_ text: [Unicode.Scalar]) -> Bool {
        let foreign = text.filter { !$0.isASCII }
        guard let first = text.first, !foreign.isEmpty, foreign.allSatisfy({ $0.value < 0x800 })
        else { return false }
        if first.properties.generalCategory == .nonspacingMark { return true }
        let letters = foreign.filter { !marks.contains($0.value) && !isMark($0) }
        if letters.isEmpty { return false }
        if letters.allSatisfy({ isLatin($0.value) }) {
            return !text.contains { $0.isASCII && $0.properties.isAlphabetic }
        }
        let isWord = [greek, cyrillic].contains { range in
            letters.allSatisfy { range($0.value) }
        }
        return !isWord || letters.count < 2
    }

    /// Signs such as °, · and ×.
    private static let marks: Set<UInt32> = Set(0xA0...0xBF).union([0xD7, 0xF7])

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .nonspacingMark
    }

    private static func isLatin(_ value: UInt32) -> Bool {
        (0xC0...0x17F).contains(value) || (0x1CD...0x1DC).contains(value)
    }

    private static func greek(_ value: UInt32) -> Bool { (0x386...0x3CE).contains(value) }

    private static func cyrillic(_ value: UInt32) -> Bool {
        (0x410...0x44F).contains(value) || (0x401...0x40C).contains(value)
            || (0x451...0x45C).contains(value) || value == 0x490 || value == 0x491
    }

    /// The word with what is no ASCII written out; a value that may be a password is left out.
    private static func shown(_ word: [UInt8]) -> String {
        var shown = word[...]
        var tail = ""
        if let equals = word.firstIndex(of: UInt8(ascii: "=")), holdsDigits(word[equals...]) {
            (shown, tail) = (word[...equals], "…")
        }
        let text = shown.map { byte in
            (32..<127).contains(byte)
                ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
        }
        return text.joined() + tail
    }

    private static func holdsDigits(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split { !(48...57).contains($0) }.contains { (6...10).contains($0.count) }
    }
}
