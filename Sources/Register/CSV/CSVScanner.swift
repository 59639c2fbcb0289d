/// Splits UTF-8 text into rows and cells.
struct CSVScanner: Sendable, Equatable {
    private static let quote = UInt8(ascii: "\"")
    private static let feed = UInt8(ascii: "\n")
    private static let carriage = UInt8(ascii: "\r")

    private let bytes: [UInt8]
    private let name: String
    private var separator: UInt8
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
        separator = UInt8(ascii: ",")
        chooseSeparator()
    }

    /// The next row that holds anything; nil at the end.
    mutating func row() throws(CSVError) -> CSVRow? {
        while position < bytes.count {
            let start = line
            let cells = try cells()
            if cells.contains(where: { !CSVText.trimmed($0).isEmpty }) {
                return CSVRow(line: start, cells: cells)
            }
        }
        return nil
    }

    private mutating func cells() throws(CSVError) -> [String] {
        var cells: [String] = []
        while true {
            cells.append(try cell(column: cells.count + 1))
            guard position < bytes.count, bytes[position] == separator else { break }
            position += 1
        }
        endLine()
        return cells
    }

    private mutating func cell(column: Int) throws(CSVError) -> String {
        guard position < bytes.count, bytes[position] == Self.quote else {
            return try plainCell(column: column)
        }
        return Self.undefused(try quotedCell(column: column))
    }

    private mutating func plainCell(column: Int) throws(CSVError) -> String {
        let start = position
        while position < bytes.count, !isEnd(bytes[position]) {
            if bytes[position] == Self.quote {
                let reason = "a quote inside a cell; put the cell in quotes and double it"
                throw CSVError(file: name, line: line, column: column, reason: reason)
            }
            position += 1
        }
        return Self.undefused(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func quotedCell(column: Int) throws(CSVError) -> String {
        let start = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte != Self.quote {
                if byte == Self.feed { line += 1 }
                content.append(byte)
            } else if position < bytes.count, bytes[position] == Self.quote {
                position += 1
                content.append(byte)
            } else {
                guard position == bytes.count || isEnd(bytes[position]) else {
                    let reason = "text behind a closing quote; double quotes inside a cell"
                    throw CSVError(file: name, line: line, column: column, reason: reason)
                }
                return String(decoding: content, as: UTF8.self)
            }
        }
        let reason = "the quote that opens here is never closed"
        throw CSVError(file: name, line: start, column: column, reason: reason)
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == separator || byte == Self.feed || byte == Self.carriage
    }

    private mutating func endLine() {
        guard position < bytes.count else { return }
        let isCarriage = bytes[position] == Self.carriage
        position += 1
        line += 1
        if isCarriage, position < bytes.count, bytes[position] == Self.feed { position += 1 }
    }

    /// Takes off the apostrophe that ``CSVWriter`` puts before what a spreadsheet would calculate.
    private static func undefused(_ text: String) -> String {
        text.first == "'" && CSVWriter.isDangerous(text) ? String(text.dropFirst()) : text
    }

    /// The separator that the first line shows most often outside of quotes; `sep=;` says it.
    private mutating func chooseSeparator() {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes {
            if byte == Self.quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == Self.feed || byte == Self.carriage, !counts.isEmpty { break }
            counts[byte, default: 0] += 1
        }
        if bytes.starts(with: "sep=".utf8), bytes.count > 4 {
            separator = bytes[4]
            position = 5
            endLine()
            return
        }
        for candidate in [UInt8(ascii: ";"), UInt8(ascii: "\t")]
        where counts[candidate, default: 0] > counts[separator, default: 0] {
            separator = candidate
        }
    }
}
