import ALMS

/// Reads the cells of one row and collects what is wrong with them.
struct ImportRow {
    private(set) var problems: [String] = []
    private(set) var warnings: [String] = []

    private let row: CSVRow
    private let columns: ImportColumns
    private let place: String

    init(_ row: CSVRow, _ columns: ImportColumns, file: CSVFile) {
        self.row = row
        self.columns = columns
        place = "\(file.name):\(row.line)"
    }

    mutating func complain(_ field: String, _ reason: String) {
        problems.append("\(place): \(field): \(reason)")
    }

    mutating func warn(_ field: String, _ reason: String) {
        warnings.append("\(place): \(field): \(reason)")
    }

    /// The cell; nil when the file has no such column.
    mutating func text(_ field: String) -> String? {
        guard let text = columns.cell(field, of: row) else { return nil }
        if Self.isScientific(text) {
            complain(
                field,
                "'\(text)' is what Excel makes of a long number; "
                    + "format the column as text and enter it again"
            )
        }
        if let problem = TextRule.problem(text) { complain(field, problem) }
        return text
    }

    /// The cell, which must hold something.
    mutating func required(_ field: String) -> String? {
        guard let text = text(field) else { return nil }
        if MobileRule.isBlank(text) {
            complain(field, "empty; fill it in")
            return nil
        }
        return text
    }

    /// The cell as a key of `words`.
    mutating func choice<Value>(_ field: String, _ words: [(String, Value)]) -> Value? {
        guard let text = columns.cell(field, of: row) else { return nil }
        if let found = words.first(where: { $0.0 == text }) { return found.1 }
        let names = words.map(\.0).joined(separator: ", ")
        complain(
            field,
            text.isEmpty ? "empty; give one of \(names)" : "'\(text)' given; give one of \(names)"
        )
        return nil
    }

    /// The cell as yes or no; nil when it is empty or there is no such column.
    mutating func flag(_ field: String) -> Bool? {
        guard let text = columns.cell(field, of: row), !text.isEmpty else { return nil }
        switch text.lowercased() {
        case "true", "1", "yes", "y", "是": return true
        case "false", "0", "no", "n", "否": return false
        default:
            complain(field, "'\(text)' given; give true or false")
            return nil
        }
    }

    /// The cell as Unix seconds; nil when it is empty or there is no such column.
    mutating func time(_ field: String, _ bound: CivilTime.Bound, _ zone: CivilTime) -> Int64? {
        guard let text = text(field), !text.isEmpty, !Self.isScientific(text) else { return nil }
        do throws(CivilTimeError) {
            let number = try Self.seconds(text)
            var seconds = number ?? 0
            if number == nil { seconds = try zone.parse(text, bound: bound) }
            guard let problem = TimeRule.problem(seconds) else { return seconds }
            complain(field, problem)
        } catch {
            complain(field, "\(error)")
        }
        return nil
    }

    /// The cell as a password; nil when it is empty or there is no such column.
    mutating func password(_ field: String) -> String? {
        guard let text = columns.cell(field, of: row), !text.isEmpty else { return nil }
        guard let problem = PasswordRule.problem(text) else { return text }
        let isNumber = text.utf8.allSatisfy { (48...57).contains($0) }
        if isNumber, text.utf8.count < PasswordRule.lengths.lowerBound {
            complain(
                field,
                "\(text.utf8.count) digits given; did Excel drop a leading zero? "
                    + "format the column as text and enter it again"
            )
        } else if Double(text) != nil {
            complain(
                field,
                "a number as Excel writes it; format the column as text and enter it again"
            )
        } else {
            complain(field, problem)
        }
        return nil
    }

    /// The door that the row names.
    mutating func door() -> (key: DoorKey, wireDoor: String)? {
        let buildingId = required("buildingId")
        let code = required("code")
        let doorType = choice(
            "doorType",
            [("1", DoorType.main), ("2", .inner), ("大门", .main), ("内房门", .inner)]
        )
        let door = text("door") ?? ""
        if doorType == .inner, MobileRule.isBlank(door) {
            complain("door", "empty; an inner door (doorType 2) needs its name")
        }
        guard problems.isEmpty, let buildingId, let code, let doorType else { return nil }
        let key = DoorKey(buildingId: buildingId, code: code, doorType: doorType, door: door)
        return (key, door)
    }

    /// Ten digits and more are Unix seconds; a spreadsheet's day number would be shorter.
    private static func seconds(_ text: String) throws(CivilTimeError) -> Int64? {
        guard let number = Int64(text), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        if text.utf8.count == 5 {
            throw CivilTimeError(
                "\(text) looks like Excel's number of a day; format the column as a date"
            )
        }
        return number
    }

    /// `1.38E+10`: a long number that a spreadsheet rounded.
    private static func isScientific(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "+")) else { return false }
        let parts = text.uppercased().split(separator: "E", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].first == "+", !parts[0].isEmpty else { return false }
        return parts[1].dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
            && parts[0].allSatisfy { $0 == "." || $0.isASCII && $0.isNumber }
    }
}
