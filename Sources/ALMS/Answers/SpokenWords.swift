/// A text of the service, taken apart so that codes are found however they are spelt.
///
/// `HOST_NOT_ONLINE`, `host not online` and `ＨＯＳＴ＿NotOnline` are one code; `realtime output` is no
/// `TIME OUT`.
struct SpokenWords {
    /// Words of letters that only blanks, `_` and `-` separate, one list a stretch.
    private var stretches: [[String]] = []
    /// The text without blanks, `_` and characters that nobody sees.
    private var compact = ""

    init(_ text: String) {
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars.prefix(EchoMask.reach) {
            switch Self.part(scalar) {
            case .letter(let letter):
                word.unicodeScalars.append(letter)
                compact.unicodeScalars.append(letter)
            case .separator:
                if !word.isEmpty { words.append(word) }
                word = ""
            case .nothing: break
            case .other:
                if !word.isEmpty { words.append(word) }
                if !words.isEmpty { stretches.append(words) }
                (word, words) = ("", [])
                compact.unicodeScalars.append(scalar)
            }
        }
        if !word.isEmpty { words.append(word) }
        if !words.isEmpty { stretches.append(words) }
    }

    /// Whether a code, given in small letters without separators, stands in it, or a Chinese text.
    func has(codes: [String] = [], chinese: [String] = []) -> Bool {
        chinese.contains { compact.contains($0) }
            || stretches.contains { words in codes.contains { Self.stands($0, in: words) } }
    }

    /// Whether these letters stand in it, be it in a longer word; not as the name of a parameter
    /// that is repeated, `token=…` or `"token":`.
    func has(letters: [String]) -> Bool {
        letters.contains { letters in
            compact.ranges(of: letters).contains { range in
                let rest = compact[range.upperBound...]
                return !rest.hasPrefix("=") && !rest.hasPrefix("\":")
            }
        }
    }

    private enum Part {
        case letter(Unicode.Scalar)
        case separator
        case nothing
        case other
    }

    private static func part(_ scalar: Unicode.Scalar) -> Part {
        var value = scalar.value
        if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
        switch value {
        case 65...90: return Unicode.Scalar(value + 32).map { .letter($0) } ?? .other
        case 97...122: return Unicode.Scalar(value).map { .letter($0) } ?? .other
        case 0x2D, 0x5F: return .separator
        default: break
        }
        if scalar.properties.isWhitespace { return .separator }
        return scalar.properties.generalCategory == .format ? .nothing : .other
    }

    /// Whether some words in a row are `code`, and nothing but it.
    private static func stands(_ code: String, in words: [String]) -> Bool {
        for start in words.indices {
            var rest = code[...]
            for word in words[start...] {
                guard rest.hasPrefix(word) else { break }
                rest = rest.dropFirst(word.count)
                if rest.isEmpty { return true }
            }
        }
        return false
    }
}
