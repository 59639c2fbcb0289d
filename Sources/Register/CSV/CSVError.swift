/// What is wrong with a CSV file, and where.
public struct CSVError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file's name as the caller gave it.
    public let file: String
    /// The line, from 1.
    public let line: Int?
    /// The column, from 1.
    public let column: Int?
    /// The column's heading.
    public let heading: String?
    /// What is wrong and what to do.
    public let reason: String
    /// What else is wrong with the same file.
    public var others: [CSVError]

    /// Makes an error.
    public init(
        file: String,
        line: Int? = nil,
        column: Int? = nil,
        heading: String? = nil,
        reason: String,
        others: [CSVError] = []
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.heading = heading
        self.reason = reason
        self.others = others
    }

    /// `doors.csv:7: doorType: …`, one line for each complaint.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        let subject = heading.map { "\($0): " } ?? column.map { "column \($0): " } ?? ""
        return (["\(place): \(subject)\(reason)"] + others.map(\.description))
            .joined(separator: "\n")
    }
}
