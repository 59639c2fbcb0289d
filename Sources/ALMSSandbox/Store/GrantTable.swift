import GRDB

/// Who holds what at the service's doors.
struct GrantTable {
    let db: Database

    /// The times of what `mobile` holds; nil when it holds nothing of that kind.
    func term(_ doorId: Int64, _ kind: Grant.Kind, _ mobile: String) throws -> Range<Int64>? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT startTime, endTime FROM grants
                    WHERE doorId = ? AND kind = ? AND authoredMobile = ?
                    """
            ),
            arguments: [doorId, kind.rawValue, mobile]
        )
        return row.map { (row: Row) -> Range<Int64> in
            let start: Int64 = row[0]
            return start..<max(start, row[1])
        }
    }

    /// How many people hold anything at a door, `mobile` left out.
    func holders(_ doorId: Int64, besides mobile: String) throws -> Int64 {
        try db.number(
            """
            SELECT count(DISTINCT authoredMobile) FROM grants
            WHERE doorId = ? AND authoredMobile <> ?
            """,
            [doorId, mobile]
        ) ?? 0
    }

    /// Gives, or replaces.
    func put(_ doorId: Int64, _ grant: Grant) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO grants (doorId, kind, authoredMobile, authoredName, author,
                startTime, endTime, password) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                doorId, grant.kind.rawValue, grant.authoredMobile, grant.authoredName, grant.author,
                grant.startTime, grant.endTime, grant.password,
            ]
        )
    }

    /// Takes away; whether there was something.
    ///
    /// An empty mobile takes everybody's away, as the sister interface does (`alms/API.md`, «an
    /// EMPTY authoredMobile»).
    func remove(_ doorId: Int64, _ kind: Grant.Kind, _ mobile: String) throws -> Bool {
        if mobile.isEmpty {
            try db.run(
                "DELETE FROM grants WHERE doorId = ? AND kind = ?",
                [doorId, kind.rawValue]
            )
        } else {
            try db.run(
                "DELETE FROM grants WHERE doorId = ? AND kind = ? AND authoredMobile = ?",
                [doorId, kind.rawValue, mobile]
            )
        }
        return db.changesCount > 0
    }
}
