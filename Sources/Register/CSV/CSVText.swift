/// Finds out how a file's text is encoded.
enum CSVText {
    /// The content as UTF-8 without a byte order mark.
    static func utf8(_ bytes: [UInt8], name: String) throws(CSVError) -> [UInt8] {
        if bytes.isEmpty { throw CSVError(file: name, reason: "empty; give at least headings") }
        for (start, reason) in foreign where bytes.starts(with: start) {
            throw CSVError(file: name, reason: reason)
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if let place = content.firstIndex(of: 0) {
            throw CSVError(
                file: name,
                line: line(of: place, in: content),
                reason: "a zero byte; save it as CSV in UTF-8"
            )
        }
        if String(validating: content, as: UTF8.self) != nil { return content }
        guard content.count == bytes.count, let converted = System.utf8(fromGB18030: content) else {
            throw CSVError(file: name, reason: "neither UTF-8 nor GB18030; save it as CSV in UTF-8")
        }
        return converted
    }

    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar.value < 0x7F ? scalar.value <= 0x20 : scalar.properties.isWhitespace
        }
        if let first = scalars.first, let last = scalars.last, !isSpace(first), !isSpace(last) {
            return text
        }
        guard let start = scalars.firstIndex(where: { !isSpace($0) }),
            let end = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[start...end])
    }

    private static let foreign: [([UInt8], String)] = [
        ([0xFF, 0xFE], "UTF-16; save it as CSV in UTF-8"),
        ([0xFE, 0xFF], "UTF-16; save it as CSV in UTF-8"),
        (Array("PK\u{3}\u{4}".utf8), "an Excel workbook; save it as CSV in UTF-8"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook; save it as CSV in UTF-8"),
    ]

    private static func line(of place: Int, in bytes: [UInt8]) -> Int {
        bytes[..<place].count { $0 == UInt8(ascii: "\n") } + 1
    }
}
