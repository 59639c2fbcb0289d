import ALMS
import GRDB

/// One door and its grants as the database holds them.
///
/// Most writes are for somebody who holds nothing at their door yet, and to know that an index is
/// enough: it names the holders, and their grants are read when one of them is asked for.
final class DoorPage: Sendable {
    /// What a question has to know of the door's grants.
    enum Need {
        case nothing
        case grant(GrantID)
        case grants
    }

    private enum Content {
        case holders([(kind: GrantKind, authoredMobile: String)])
        case grants([StoredGrant])
    }

    let door: DoorStanding
    private let content: Content

    private static let doors =
        "SELECT id, buildingId, code, doorType, door, isProtected, isOccupied, version, lastSeq "
        + "FROM doors "
    private static let doorByKey =
        doors + "WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ? AND isRetired = 0"
    private static let doorsByNumber = doors + "WHERE id BETWEEN ? AND ? AND isRetired = 0"
    private static let ofDoors =
        " FROM grants WHERE doorId BETWEEN ? AND ? ORDER BY doorId, kind, authoredMobile"
    private static let holdersByDoor = "SELECT id, doorId, kind, authoredMobile" + ofDoors
    private static let grantsByDoor = "SELECT " + GrantTable.list() + ofDoors

    private init(_ door: DoorStanding, _ content: Content) {
        self.door = door
        self.content = content
    }

    /// By kind and holder; none unless they were read.
    var grants: [StoredGrant] {
        if case .grants(let grants) = content { grants } else { [] }
    }

    func grant(_ kind: GrantKind, _ authoredMobile: String) -> StoredGrant? {
        let grants = grants
        let place = Self.place(kind, authoredMobile, grants.count) {
            (grants[$0].kind, grants[$0].authoredMobile)
        }
        return place.map { grants[$0] }
    }

    /// Where somebody stands in a list by kind and holder, as SQLite sorts it; nil for nowhere.
    private static func place(
        _ kind: GrantKind,
        _ mobile: String,
        _ count: Int,
        _ item: (Int) -> (kind: GrantKind, mobile: String)
    ) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            let found = item(middle)
            if found.kind == kind, found.mobile == mobile { return middle }
            let isBefore =
                found.kind.code == kind.code
                ? found.mobile.utf8.lexicographicallyPrecedes(mobile.utf8)
                : found.kind.code < kind.code
            if isBefore { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// Whether enough was read for a question.
    func answers(_ need: Need) -> Bool {
        guard case .holders(let holders) = content else { return true }
        switch need {
        case .nothing: return true
        case .grants: return holders.isEmpty
        case .grant(let id):
            return Self.place(id.kind, id.authoredMobile, holders.count) {
                (holders[$0].kind, holders[$0].authoredMobile)
            } == nil
        }
    }

    /// The page of the door under `key`; nil when the database lacks it.
    static func read(_ key: DoorKey, withGrants: Bool, _ db: Database) throws -> DoorPage? {
        try pages(doorByKey, DoorTable.values(of: key), withGrants, db).first
    }

    /// The pages of the doors with these numbers.
    static func read(
        _ numbers: ClosedRange<Int64>,
        withGrants: Bool,
        _ db: Database
    ) throws -> [DoorPage] {
        let bounds: [SQLValue] = [.integer(numbers.lowerBound), .integer(numbers.upperBound)]
        return try pages(doorsByNumber, bounds, withGrants, db)
    }

    private static func pages(
        _ sql: String,
        _ values: [SQLValue],
        _ withGrants: Bool,
        _ db: Database
    ) throws -> [DoorPage] {
        var doors: [DoorStanding] = []
        try db.each(sql, values) { doors.append(standing($0)) }
        let contents =
            if withGrants {
                try byDoor(grantsByDoor, doors, db) { StoredGrant($0) }.map { Content.grants($0) }
            } else {
                try byDoor(holdersByDoor, doors, db) { row in
                    (kind: GrantKind(code: row[2]), authoredMobile: row[3])
                }.map { Content.holders($0) }
            }
        return zip(doors, contents).map { DoorPage($0, $1) }
    }

    /// What `read` makes of the rows of each door.
    private static func byDoor<Item>(
        _ sql: String,
        _ doors: [DoorStanding],
        _ db: Database,
        _ read: (Columns) -> Item
    ) throws -> [[Item]] {
        guard let first = doors.first?.id, let last = doors.last?.id else { return [] }
        var groups: [[Item]] = []
        groups.reserveCapacity(doors.count)
        var group: [Item] = []
        try db.each(sql, [.integer(first), .integer(last)]) { row in
            while doors[groups.count].id < row[1] {
                groups.append(group)
                group = []
            }
            // A retired door's stand between those of others.
            if doors[groups.count].id == row[1] { group.append(read(row)) }
        }
        while groups.count < doors.count {
            groups.append(group)
            group = []
        }
        return groups
    }

    private static func standing(_ row: Columns) -> DoorStanding {
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
