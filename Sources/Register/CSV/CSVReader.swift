/// Reads CSV files (RFC 4180) as spreadsheets write them.
///
/// UTF-8 with or without a byte order mark, or GB18030; cells parted by commas, semicolons or tabs,
/// whichever the headings show; lines ended by LF, CRLF or CR.
public enum CSVReader {
    /// The largest file in bytes.
    public static let limit = 256 << 20

    /// Reads the file at `path`.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - name: what errors call it; nil: the path.
    /// - Returns: its headings and rows.
    /// - Throws: ``CSVError``, with every ragged row at once.
    public static func read(path: String, name: String? = nil) throws(CSVError) -> CSVFile {
        let bytes: [UInt8]
        do throws(System.Failure) { bytes = try System.read(path, limit: limit) } catch {
            throw CSVError(file: name ?? path, reason: error.reason)
        }
        return try read(bytes, name: name ?? path)
    }

    /// Reads the content of a file.
    ///
    /// - Throws: as ``read(path:name:)``.
    public static func read(_ bytes: [UInt8], name: String) throws(CSVError) -> CSVFile {
        let text = try CSVText.utf8(bytes, name: name)
        var scanner = CSVScanner(text, name: name)
        guard let first = try scanner.row() else {
            throw CSVError(file: name, reason: "no headings; give a first line with names")
        }
        let headings = try Self.headings(first, name: name)
        let beginning = scanner
        var count = 0
        var ragged: [CSVError] = []
        while let row = try scanner.row() {
            if fits(row, headings.count) {
                count += 1
            } else {
                let reason = "\(row.cells.count) cells, but \(headings.count) headings"
                ragged.append(CSVError(file: name, line: row.line, reason: reason))
            }
        }
        if var first = ragged.first {
            first.others = Array(ragged.dropFirst())
            throw first
        }
        let rows = CSVRows(beginning, width: headings.count, count: count)
        return CSVFile(name: name, headings: headings, rows: rows)
    }

    private static func headings(_ row: CSVRow, name: String) throws(CSVError) -> [String] {
        var headings = row.cells.map { CSVText.trimmed($0) }
        while headings.last?.isEmpty == true { headings.removeLast() }
        var columns: [String: Int] = [:]
        for (index, heading) in headings.enumerated() {
            if heading.isEmpty {
                let reason = "no heading; give the column a name"
                throw CSVError(file: name, line: row.line, column: index + 1, reason: reason)
            }
            if let other = columns.updateValue(index, forKey: heading) {
                throw CSVError(
                    file: name,
                    line: row.line,
                    heading: heading,
                    reason: "stands over columns \(other + 1) and \(index + 1); rename one"
                )
            }
        }
        return headings
    }

    /// Whether a row has as many cells as there are headings; spreadsheets add empty ones at the end.
    private static func fits(_ row: CSVRow, _ count: Int) -> Bool {
        row.cells.count >= count && row.cells[count...].allSatisfy(\.isEmpty)
    }
}
