import Register
import RequestLog
import YeeuuScript

/// Prints entries of the log as they are found, however many: as JSON, or as a table whose columns may
/// grow on its way.
final class LogLines {
    private let isJSON: Bool
    private let zone: CivilTime
    private let console: Console
    private var rows: [[String]] = []
    private var widths: [Int] = []
    /// How many were added.
    private(set) var count = 0

    /// So many rows are aligned together.
    private static let block = 2000

    init(isJSON: Bool, zone: CivilTime, console: Console) {
        self.isJSON = isJSON
        self.zone = zone
        self.console = console
    }

    func add(_ line: LogLine) {
        count += 1
        if isJSON { return console.line(String(decoding: line.bytes, as: UTF8.self)) }
        rows.append(LogText.row(line, zone))
        if rows.count == LogLines.block { print() }
    }

    /// Prints what is left, or that there was nothing.
    func finish() {
        if count == 0, !isJSON { console.words("no entries") }
        if !rows.isEmpty { print() }
    }

    private func print() {
        let headings = widths.isEmpty ? LogText.headings : nil
        console.data(Printable.table(headings: headings, rows: rows, widths: &widths))
        rows.removeAll(keepingCapacity: true)
    }
}
