import ALMS
import Register
import RequestLog

/// How changes that people make to the register stand in the log: as notes whose rows are sealed.
///
/// `register` names what was done, `at` says when (Unix seconds), and a change of many rows is spread
/// over `parts` entries that stand next to each other. Applying it begins when all of them are there.
enum ChangeEntries {
    /// Room for the rows of one entry, which grow by a third when they are sealed.
    private static let rowBytes = 30_000

    /// The entries of a change.
    static func make(
        _ change: RegisterChange,
        run: String = "",
        operatorName: String = ""
    ) throws -> [LogEntry] {
        let groups = grouped(change.rows)
        return try groups.enumerated().map { index, rows in
            let list = try LogValue.parse(Array(JSON.array(rows).encoded.utf8))
            var fields: [LogField] = [
                .clear("at", .integer(Int(change.time))), .clear("part", .integer(index + 1)),
                .clear("parts", .integer(groups.count)),
                .clear("params", .object([.committed("rows", list)])),
                .clear("register", .text(change.what)),
            ]
            if !operatorName.isEmpty { fields.append(.clear("operator", .text(operatorName))) }
            let words = change.count == 1 ? "1 row" : "\(change.count) rows"
            return .note(run: run, text: "\(change.what): \(words)", fields: fields)
        }
    }

    /// The rows of one entry; nil when it is none of a change, or cannot be opened.
    static func rows(_ line: LogLine, _ opened: LogValue?) -> [JSON]? {
        guard let rows = opened?["rows"], let bytes = try? rows.json() else { return nil }
        return (try? JSONParser.parse(bytes))?.items
    }

    private static func grouped(_ rows: [JSON]) -> [[JSON]] {
        var groups: [[JSON]] = [[]]
        var room = rowBytes
        for row in rows {
            let size = row.encoded.utf8.count + 1
            if size > room, !groups[groups.count - 1].isEmpty {
                groups.append([])
                room = rowBytes
            }
            groups[groups.count - 1].append(row)
            room -= size
        }
        return groups
    }
}
