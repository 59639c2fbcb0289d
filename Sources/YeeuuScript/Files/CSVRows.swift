import ALMS
import LuaRuntime
import Register
import Vault

/// A CSV file's rows on their way to Lua: headings mapped and typed by the script's columns.
struct CSVRows {
    /// What a cell becomes.
    private enum Cell {
        case text(String)
        case integer(Int64)
        case secret(Secret)
        case nothing
    }

    private struct Column {
        let name: String
        let index: Int
        /// Whether the script named it.
        var isMapped = false
        /// The declaration that types it; nil: text as it stands.
        let parameter: Parameter?
    }

    private let file: CSVFile
    private let columns: [Column]
    private let cells: [[Cell]]

    /// Maps and checks every cell.
    ///
    /// - Throws: every bad cell and every missing heading at once.
    init(
        _ file: CSVFile,
        columns given: [(name: String, heading: String)],
        zone: CivilTime
    ) throws(Complaints) {
        self.file = file
        self.columns = try Self.columns(file, given)
        var problems: [ArgumentProblem] = []
        var rows: [[Cell]] = []
        rows.reserveCapacity(file.rows.count)
        for row in file.rows {
            var cells: [Cell] = []
            for column in columns {
                let text = column.index < row.cells.count ? row.cells[column.index] : ""
                do throws(CellProblem) { cells.append(try Self.cell(text, column, zone)) } catch {
                    let path = "\(file.name):\(row.line): \(column.name)"
                    problems.append(.init(path, error.words))
                }
            }
            rows.append(cells)
        }
        cells = rows
        guard problems.isEmpty else { throw Complaints(problems) }
    }

    /// Pushes a list of rows, each strict and knowing its file and line.
    func push(_ call: borrowing LuaCall, _ state: ScriptState) {
        let shape = call.host.shape("row of \(file.name)", optional: columns.map(\.name))
        let mapped = columns.filter(\.isMapped).map(\.name)
        if !mapped.isEmpty { state.rowColumns[shape] = Set(mapped) }
        call.beginTable(elements: cells.count)
        for (row, cells) in zip(file.rows, cells) {
            call.beginTable(
                shape: shape,
                origin: "\(file.name):\(row.line)",
                fields: columns.count
            )
            for (column, cell) in zip(columns, cells) { push(cell, column, call, state) }
            call.endTable()
        }
        call.endTable()
    }

    private func push(
        _ cell: Cell,
        _ column: Column,
        _ call: borrowing LuaCall,
        _ state: ScriptState
    ) {
        switch cell {
        case .nothing: return
        case .text(let text):
            call.key(column.name)
            call.push(text)
        case .integer(let number):
            call.key(column.name)
            call.push(number)
        case .secret(let secret):
            call.key(column.name)
            call.push(object: state.types.secret, state.secrets.give(secret))
        }
    }

    private static func columns(
        _ file: CSVFile,
        _ given: [(name: String, heading: String)]
    ) throws(Complaints) -> [Column] {
        var problems: [ArgumentProblem] = []
        var columns: [Column] = []
        for (name, heading) in given {
            guard let index = file.headings.firstIndex(of: heading) else {
                let hint = NearestName.hint(heading, among: file.headings)
                let known = "; it has \(file.headings.prefix(20).joined(separator: ", "))"
                let words = "no heading '\(heading)'\(hint.isEmpty ? known : hint)"
                problems.append(.init("\(file.name): columns.\(name)", words))
                continue
            }
            let parameter = ParameterName(rawValue: name)?.parameter
            columns.append(
                Column(name: name, index: index, isMapped: true, parameter: parameter)
            )
        }
        let mapped = Set(columns.map(\.index))
        let taken = Set(given.map(\.name))
        for (index, heading) in file.headings.enumerated()
        where !mapped.contains(index) && !taken.contains(heading) && !heading.isEmpty {
            columns.append(Column(name: heading, index: index, parameter: nil))
        }
        guard problems.isEmpty else { throw Complaints(problems) }
        return columns.sorted { $0.index < $1.index }
    }

    // MARK: Cells

    private struct CellProblem: Error { let words: String }

    private static func cell(
        _ text: String,
        _ column: Column,
        _ zone: CivilTime
    ) throws(CellProblem) -> Cell {
        guard let parameter = column.parameter else { return .text(text) }
        let trimmed = text.trimmed
        switch parameter.form {
        case .text, .apartments:
            if ParameterName(rawValue: column.name) == .code { try refuseExcel(trimmed) }
            return .text(text)
        case .mobile: return .text(try mobile(trimmed))
        case .password: return try password(trimmed)
        case .doorType: return .integer(try doorType(trimmed))
        case .time: return try time(trimmed, column.name, zone)
        case .positive:
            guard let number = Int64(trimmed), number > 0 else {
                throw CellProblem(words: "'\(trimmed)' given; give a whole number from 1")
            }
            return .integer(number)
        }
    }

    private static func mobile(_ text: String) throws(CellProblem) -> String {
        if MobileRule.isBlank(text) { throw CellProblem(words: "empty; give a mobile number") }
        try refuseExcel(text)
        return text
    }

    private static func password(_ text: String) throws(CellProblem) -> Cell {
        if text.isEmpty { return .nothing }
        try refuseExcel(text)
        if let problem = PasswordRule.problem(text) {
            let remedy = text.utf8.count < 6 ? "; Excel drops leading zeros: format it as text" : ""
            throw CellProblem(words: problem + remedy)
        }
        return .secret(Secret(text))
    }

    private static func refuseExcel(_ text: String) throws(CellProblem) {
        guard text.contains("E+"), Double(text) != nil else { return }
        throw CellProblem(
            words: "'\(text)' is what Excel makes of a long number; format the column as text"
        )
    }

    private static func doorType(_ text: String) throws(CellProblem) -> Int64 {
        switch text {
        case "1", "大门": return 1
        case "2", "内房门": return 2
        default: throw CellProblem(words: "'\(text)' given; give 1 (大门) or 2 (内房门)")
        }
    }

    private static func time(
        _ text: String,
        _ name: String,
        _ zone: CivilTime
    ) throws(CellProblem) -> Cell {
        if text.isEmpty { throw CellProblem(words: "empty; give a time like 2026-12-01 12:00") }
        if let seconds = Int64(text), TimeRule.problem(seconds) == nil { return .integer(seconds) }
        if text.utf8.count == 5, text.utf8.allSatisfy({ (48...57).contains($0) }) {
            let words = "\(text) looks like Excel's number of a day; format the column as a date"
            throw CellProblem(words: words)
        }
        do {
            return .integer(try zone.parse(text, bound: name == "endTime" ? .end : .start))
        } catch {
            throw CellProblem(words: "\(error)")
        }
    }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        let tail = drop(while: \.isWhitespace)
        guard let last = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(tail[...last])
    }
}
