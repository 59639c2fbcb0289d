import ALMS
import GRDB

/// One door with all its grants as the database holds them, read at once.
struct DoorPage {
    let door: DoorRow
    /// By kind and holder.
    private(set) var grants: [StoredGrant] = []

    private static let doorColumns = DoorTable.shownColumns.map { "d." + $0 }
    private static let query =
        "SELECT \(doorColumns.joined(separator: ", ")), \(GrantTable.list("g.")) "
        + "FROM doors d LEFT JOIN grants g ON g.doorId = d.id "
    private static let byKey =
        query + "WHERE d.buildingId = ? AND d.code = ? AND d.doorType = ? AND d.door = ? "
        + "ORDER BY d.id, g.kind, g.authoredMobile"
    private static let byNumber =
        query + "WHERE d.id BETWEEN ? AND ? ORDER BY d.id, g.kind, g.authoredMobile"

    func grant(_ kind: GrantKind, _ authoredMobile: String) -> StoredGrant? {
        grants.first { $0.kind == kind && $0.authoredMobile == authoredMobile }
    }

    /// The page of the door under `key`; nil when the database lacks it.
    static func read(_ key: DoorKey, _ db: Database) throws -> DoorPage? {
        let key: StatementArguments = [
            key.buildingId, key.code, key.doorType.rawValue, key.door,
        ]
        return try pages(byKey, key, db).first
    }

    /// The pages of the doors with these numbers.
    static func read(_ numbers: ClosedRange<Int64>, _ db: Database) throws -> [DoorPage] {
        try pages(byNumber, [numbers.lowerBound, numbers.upperBound], db)
    }

    private static func pages(
        _ sql: String,
        _ arguments: StatementArguments,
        _ db: Database
    ) throws -> [DoorPage] {
        let statement = try db.cachedStatement(sql: sql)
        statement.setUncheckedArguments(arguments)
        let cursor = try Row.fetchCursor(statement)
        var pages: [DoorPage] = []
        var decoder = DoorTable.Decoder()
        let offset = doorColumns.count
        while let row = try cursor.next() {
            let number: Int64 = row[0]
            if pages.last?.door.id != number { pages.append(DoorPage(door: decoder.row(row))) }
            if row.hasNull(atIndex: offset) { continue }
            pages[pages.count - 1].grants.append(StoredGrant(row, offset: offset))
        }
        return pages
    }
}
