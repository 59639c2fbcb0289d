/// What a terminal shows for the bytes it got: lines without end, a cursor, the control sequences
/// that libedit and our progress bar use.
struct Screen {
    /// Every line from the first one, blanks at the end left out.
    var lines: [String] { cells.map { String($0.filter { $0 != Self.covered }).trimmed } }
    /// The cursor's line.
    private(set) var row = 0
    /// The cursor's column.
    private(set) var column = 0
    /// Whether the program asked for bracketed pastes.
    private(set) var bracketsPastes = false

    /// The second half of a wide character.
    private static let covered: Character = "\u{0}"
    private var cells: [[Character]] = [[]]
    private var partial: [UInt8] = []

    /// The line that the cursor is in.
    var current: String { lines[row] }

    /// Shows what these bytes say.
    mutating func take(_ bytes: some Sequence<UInt8>) {
        partial += bytes
        while let used = step() { partial.removeFirst(used) }
    }

    /// Shows the next character or control sequence; nil when it is not there as a whole.
    private mutating func step() -> Int? {
        guard let first = partial.first else { return nil }
        switch first {
        case 27: return escape()
        case 0..<32, 127:
            control(first)
            return 1
        case 0..<0x80:
            put(Character(UnicodeScalar(first)))
            return 1
        default:
            let count = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            guard partial.count >= count else { return nil }
            for character in String(decoding: partial[..<count], as: UTF8.self) { put(character) }
            return count
        }
    }

    private mutating func control(_ byte: UInt8) {
        switch byte {
        case 8: column = max(0, column - 1)
        case 9: column = column / 8 * 8 + 8
        case 10:
            row += 1
            if row == cells.count { cells.append([]) }
        case 13: column = 0
        default: break
        }
    }

    private mutating func escape() -> Int? {
        guard partial.count > 1 else { return nil }
        guard partial[1] == UInt8(ascii: "[") else { return 2 }
        guard let end = partial.dropFirst(2).firstIndex(where: { (64...126).contains($0) }) else {
            return nil
        }
        let text = String(decoding: partial[2..<end], as: UTF8.self)
        perform(partial[end], text)
        return end + 1
    }

    private mutating func perform(_ final: UInt8, _ text: String) {
        let number = Int(text.split(separator: ";").first ?? "") ?? 0
        let count = max(1, number)
        switch Character(UnicodeScalar(final)) {
        case "A": row = max(0, row - count)
        case "B": move(down: count)
        case "C": column += count
        case "D": column = max(0, column - count)
        case "G": column = count - 1
        case "K" where number == 0: cells[row] = Array(cells[row].prefix(column))
        case "J" where number == 0:
            cells[row] = Array(cells[row].prefix(column))
            for below in cells.indices.dropFirst(row + 1) { cells[below] = [] }
        case "P": cells[row].removeSubrange(range(count))
        case "@":
            fill()
            cells[row].insert(contentsOf: Array(repeating: " ", count: count), at: column)
        case "h", "l": if text == "?2004" { bracketsPastes = final == UInt8(ascii: "h") }
        default: break
        }
    }

    private mutating func move(down count: Int) {
        row += count
        while cells.count <= row { cells.append([]) }
    }

    private func range(_ count: Int) -> Range<Int> {
        let start = min(column, cells[row].count)
        return start..<min(start + count, cells[row].count)
    }

    /// Blanks up to the cursor.
    private mutating func fill() {
        while cells[row].count < column { cells[row].append(" ") }
    }

    private mutating func put(_ character: Character) {
        fill()
        let isWide = (character.unicodeScalars.first?.value ?? 0) >= 0x2E80
        for cell in isWide ? [character, Self.covered] : [character] {
            if column < cells[row].count {
                cells[row][column] = cell
            } else {
                cells[row].append(cell)
            }
            column += 1
        }
    }
}

extension String {
    /// Without blanks at the end.
    var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
