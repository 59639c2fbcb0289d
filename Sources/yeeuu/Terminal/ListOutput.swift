import ALMS
import YeeuuScript

/// What `list` and `show` print: a table for people, or one JSON object a line.
struct ListOutput {
    /// Whether JSON is wanted.
    let isJSON: Bool
    /// Where to.
    let console: Console

    /// Prints rows whose objects have the same keys as the headings, in their order.
    func print(_ columns: [String], _ rows: [[JSON]]) {
        if isJSON {
            for row in rows { line(.object(zip(columns, row).map { .init($0, $1) })) }
        } else if !rows.isEmpty {
            let cells = rows.map { $0.map(Self.cell) }
            console.data(Printable.table(headings: columns, rows: cells))
        }
    }

    /// Prints one JSON object.
    func line(_ object: JSON) { console.line(object.encoded) }

    /// A value as a cell of a table.
    static func cell(_ value: JSON) -> String {
        switch value {
        case .string(let text): text
        case .boolean(let flag): flag ? "yes" : ""
        case .null: ""
        default: value.encoded
        }
    }
}
