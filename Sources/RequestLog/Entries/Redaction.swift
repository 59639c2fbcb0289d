/// Dots in place of what a server may have echoed.
enum Redaction {
    static let dots = "••••••"

    /// Replaces every occurrence of every value; empty values mask nothing.
    static func mask(_ values: [String], in text: String) -> String {
        var bytes = Array(text.utf8)
        for value in values.sorted(by: { $0.utf8.count > $1.utf8.count }) where !value.isEmpty {
            bytes = replace(Array(value.utf8), in: bytes)
        }
        return bytes.text
    }

    private static func replace(_ value: [UInt8], in text: [UInt8]) -> [UInt8] {
        guard text.count >= value.count else { return text }
        var out: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index...].starts(with: value) {
                out.append(contentsOf: dots.utf8)
                index += value.count
            } else {
                out.append(text[index])
                index += 1
            }
        }
        return out
    }
}
