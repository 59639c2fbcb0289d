/// A CSV file that was read whole.
public struct CSVFile: Sendable, Equatable {
    /// The name that errors begin with.
    public let name: String
    /// The headings in the order of the columns.
    public let headings: [String]
    /// The rows below the headings; empty lines are left out.
    public let rows: [CSVRow]
}

/// One row of a CSV file.
public struct CSVRow: Sendable, Equatable {
    /// The line, from 1, on which the row begins.
    public let line: Int
    /// One cell for each heading.
    public let cells: [String]
}
