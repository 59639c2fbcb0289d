/// Text for people: nothing that moves a cursor or hides in it, and Chinese in two columns.
public enum Printable {
    /// `text` with control characters and invisible direction marks written out; line feeds and
    /// tabs stay.
    public static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: mustEscape) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if !mustEscape(scalar) {
                result.unicodeScalars.append(scalar)
            } else if scalar.value < 0x80 {
                let hex = String(scalar.value, radix: 16)
                result += "\\x" + (hex.count < 2 ? "0" : "") + hex
            } else {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return result
    }

    /// `text` for one line: line feeds and tabs are written out too.
    public static func line(_ text: String) -> String {
        let text = escaped(text)
        guard text.utf8.contains(where: { $0 < 32 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// How many columns of a terminal `text` takes.
    public static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + width(of: $1) }
    }

    /// As much of `text`'s beginning as fits into `columns`.
    public static func cut(_ text: String, to columns: Int) -> String {
        var left = columns
        return String(
            text.prefix { character in
                left -= width(of: character)
                return left >= 0
            }
        )
    }

    /// Names side by side in rows of at most `columns`, read downwards.
    public static func list(_ names: [String], columns: Int) -> String {
        let names = names.map(line)
        let cell = (names.map(width).max() ?? 0) + 2
        let across = max(1, columns / cell)
        let down = (names.count + across - 1) / across
        return (0..<down).map { row in
            let cells = stride(from: row, to: names.count, by: down).map { names[$0] }
            return cells.dropLast().map { $0 + String(repeating: " ", count: cell - width($0)) }
                .joined() + (cells.last ?? "")
        }.joined(separator: "\n")
    }

    /// Rows under headings, aligned, two blanks between columns; ends with a line feed.
    public static func table(headings: [String], rows: [[String]]) -> String {
        var widths: [Int] = []
        return table(headings: headings, rows: rows, widths: &widths)
    }

    /// A part of a table, the first one with headings.
    ///
    /// - `widths`: those of the columns in the parts before; they only grow.
    public static func table(
        headings: [String]?,
        rows: [[String]],
        widths: inout [Int]
    ) -> String {
        let lines = ((headings.map { [$0] } ?? []) + rows).map { $0.map(line) }
        if let headings { widths = [Int](repeating: 0, count: headings.count) }
        for column in widths.indices {
            let widest = lines.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0
            widths[column] = max(widths[column], widest)
        }
        var text = ""
        for cells in lines {
            var padding = 0
            for (column, cell) in cells.enumerated() where column < widths.count {
                if !cell.isEmpty {
                    text += String(repeating: " ", count: padding) + cell
                    padding = 0
                }
                padding += widths[column] - width(cell) + 2
            }
            text += "\n"
        }
        return text
    }

    private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 9, 10: false
        case 0..<32, 127..<160: true
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    private static func width(of character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if character.unicodeScalars.contains("\u{FE0F}") { return 2 }
        switch first.value {
        case 0x0300...0x036F, 0x200B...0x200F: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
            0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
            0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
