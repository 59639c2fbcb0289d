import ALMS
import GRDB

/// One door with all its grants as the database holds them, read at once.
struct DoorPage {
    let door: DoorRow
    /// By kind and holder.
    private(set) var grants: [StoredGrant] = []

    private static let doors =
        "SELECT \(DoorTable.shownColumns.joined(separator: ", ")) FROM doors "
    private static let doorByKey =
        doors + "WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?"
    private static let doorsByNumber = doors + "WHERE id BETWEEN ? AND ?"
    private static let grantsByDoor =
        "SELECT \(GrantTable.list()) FROM grants WHERE doorId BETWEEN ? AND ? "
        + "ORDER BY doorId, kind, authoredMobile"

    func grant(_ kind: GrantKind, _ authoredMobile: String) -> StoredGrant? {
        grants.first { $0.kind == kind && $0.authoredMobile == authoredMobile }
    }

    /// The page of the door under `key`; nil when the database lacks it.
    static func read(_ key: DoorKey, _ db: Database) throws -> DoorPage? {
        let key: StatementArguments = [
            key.buildingId, key.code, key.doorType.rawValue, key.door,
        ]
        return try pages(doorByKey, key, db).first
    }

    /// The pages of the doors with these numbers.
    static func read(_ numbers: ClosedRange<Int64>, _ db: Database) throws -> [DoorPage] {
        try pages(doorsByNumber, [numbers.lowerBound, numbers.upperBound], db)
    }

    private static func pages(
        _ sql: String,
        _ arguments: StatementArguments,
        _ db: Database
    ) throws -> [DoorPage] {
        var pages: [DoorPage] = []
        var decoder = DoorTable.Decoder()
        try db.each(sql, arguments) { pages.append(DoorPage(door: decoder.row($0))) }
        guard let first = pages.first?.door.id, let last = pages.last?.door.id else { return [] }
        var place = 0
        try db.each(grantsByDoor, [first, last]) { row in
            let door: Int64 = row[1]
            while pages[place].door.id < door { place += 1 }
            pages[place].grants.append(StoredGrant(row))
        }
        return pages
    }
}
