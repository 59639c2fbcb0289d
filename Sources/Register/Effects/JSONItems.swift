/// The items of a JSON array of objects, as texts that nobody has looked into.
///
/// Only for what was written by ourselves: a comma between two items stands outside of every text
/// and every brace.
struct JSONItems {
    private let text: String
    /// Where each item begins, and where the last one ends, in UTF-8.
    private let bounds: [Range<Int>]

    init(_ text: String) {
        self.text = text
        bounds = Self.bounds(text.utf8)
    }

    /// The last item; nil when there is none.
    var last: Substring? { bounds.last.map(item) }

    /// The last `count` items.
    func suffix(_ count: Int) -> [Substring] { bounds.suffix(count).map(item) }

    private func item(_ range: Range<Int>) -> Substring {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return text[start..<utf8.index(start, offsetBy: range.count)]
    }

    private static func bounds(_ utf8: String.UTF8View) -> [Range<Int>] {
        var bounds: [Range<Int>] = []
        var (place, depth, start) = (0, 0, 0)
        var (isQuoted, isEscaped) = (false, false)
        for byte in utf8 {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isQuoted = false }
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = true
            } else if byte == UInt8(ascii: "{") {
                if depth == 0 { start = place }
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { bounds.append(start..<place + 1) }
            }
            place += 1
        }
        return bounds
    }
}
