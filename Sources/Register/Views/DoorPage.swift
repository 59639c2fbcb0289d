import ALMS
import GRDB

/// One door with all its grants as the database holds them, read at once.
final class DoorPage: Sendable {
    let door: DoorStanding
    /// By kind and holder.
    let grants: [StoredGrant]

    private static let doors =
        "SELECT id, buildingId, code, doorType, door, isProtected, isOccupied, version, lastSeq "
        + "FROM doors "
    private static let doorByKey =
        doors + "WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?"
    private static let doorsByNumber = doors + "WHERE id BETWEEN ? AND ?"
    private static let grantsByDoor =
        "SELECT \(GrantTable.list()) FROM grants WHERE doorId BETWEEN ? AND ? "
        + "ORDER BY doorId, kind, authoredMobile"

    private init(_ door: DoorStanding, _ grants: [StoredGrant]) {
        self.door = door
        self.grants = grants
    }

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
        var doors: [DoorStanding] = []
        try db.each(sql, arguments) { doors.append(standing($0)) }
        guard let first = doors.first?.id, let last = doors.last?.id else { return [] }
        var pages: [DoorPage] = []
        pages.reserveCapacity(doors.count)
        var grants: [StoredGrant] = []
        try db.each(grantsByDoor, [first, last]) { row in
            let door: Int64 = row[1]
            while doors[pages.count].id < door {
                pages.append(DoorPage(doors[pages.count], grants))
                grants = []
            }
            grants.append(StoredGrant(row))
        }
        while pages.count < doors.count {
            pages.append(DoorPage(doors[pages.count], grants))
            grants = []
        }
        return pages
    }

    private static func standing(_ row: Row) -> DoorStanding {
        let key = DoorKey(
            buildingId: row[1],
            code: row[2],
            doorType: DoorType(rawValue: row[3]) ?? .main,
            door: row[4]
        )
        return DoorStanding(
            id: row[0],
            key: key,
            isProtected: row[5],
            isOccupied: row[6],
            version: row[7],
            lastSeq: row[8]
        )
    }
}
