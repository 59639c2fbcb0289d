/// A CSV file that was read whole.
public struct CSVFile: Sendable, Equatable {
    /// The name that errors begin with.
    public let name: String
    /// The headings in the order of the columns.
    public let headings: [String]
    /// The rows below the headings; empty lines are left out.
    public let rows: CSVRows
}

/// The rows of a CSV file, cut out of its bytes when they are asked for: a file may have a million.
public struct CSVRows: Sequence, Sendable, Equatable {
    /// How many there are.
    public let count: Int
    private let scanner: CSVScanner
    private let width: Int

    /// The rows that `scanner`, which has been through them all once, finds from where it stands.
    init(_ scanner: CSVScanner, width: Int, count: Int) {
        self.scanner = scanner
        self.width = width
        self.count = count
    }

    /// Whether there is none.
    public var isEmpty: Bool { count == 0 }

    /// The same.
    public var underestimatedCount: Int { count }

    /// Goes through them from the first.
    public func makeIterator() -> AnyIterator<CSVRow> {
        var scanner = scanner
        return AnyIterator {
            guard let row = try? scanner.row() else { return nil }
            return CSVRow(line: row.line, cells: Array(row.cells.prefix(width)))
        }
    }
}

/// One row of a CSV file.
public struct CSVRow: Sendable, Equatable {
    /// The line, from 1, on which the row begins.
    public let line: Int
    /// One cell for each heading.
    public let cells: [String]
}
