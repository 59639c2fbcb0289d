import ALMS
import GRDB

/// When the service's doors were opened.
struct OpeningTable {
    let db: Database

    /// Adds an opening.
    func add(_ doorId: Int64, time: Int64, type: Int, opener: String) throws {
        try db.run(
            "INSERT INTO openings (doorId, time, type, opener) VALUES (?, ?, ?, ?)",
            [doorId, time, type, opener]
        )
    }

    /// How many a door has.
    func count(_ doorId: Int64) throws -> Int64 {
        try db.number("SELECT count(*) FROM openings WHERE doorId = ?", [doorId]) ?? 0
    }

    /// A page, from 1.
    func page(
        _ doorId: Int64,
        _ page: Int64,
        size: Int64,
        oldestFirst: Bool
    ) throws -> [Answer.Opening] {
        let order = oldestFirst ? "ASC" : "DESC"
        let (skipped, overflow) = (page - 1).multipliedReportingOverflow(by: size)
        guard !overflow else { return [] }
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT type, time, opener FROM openings WHERE doorId = ?
                    ORDER BY time \(order), id \(order) LIMIT ? OFFSET ?
                    """
            ),
            arguments: [doorId, size, skipped]
        )
        return rows.map { row in
            Answer.Opening(type: row[0], opentime: ChinaTime.text(row[1]), opener: row[2])
        }
    }
}
