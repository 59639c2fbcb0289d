import ALMS
import GRDB

/// Lists the whole state as NDJSON in a stable order, a piece at a time.
///
/// Doors, then authorizations, then passwords; each by the door's key, then by mobile.
struct StateListing: Sendable {
    private enum Part: Int {
        case doors
        case auths
        case passwords
    }

    private static let doorsAtOnce = 500
    private static let columns =
        "id, buildingId, buildingName, buildingNo, unit, name, wireDoor, doorType, code, provinceId,"
        + " cityId, disId, door"

    private let store: Store
    private var part: Part? = .doors
    private var last: DoorKey?

    init(_ store: Store) { self.store = store }

    /// The next piece, which may be empty; nil after the last one.
    mutating func next() throws -> [UInt8]? {
        guard let part else { return nil }
        var bytes: [UInt8] = []
        let last = last
        let reached = try store.use { db in
            var reached: DoorKey?
            for row in try Self.doors(db, after: last) {
                let key = Self.key(row)
                reached = key
                if part == .doors {
                    Self.writeDoor(row, to: &bytes)
                } else {
                    let kind: Grant.Kind = part == .auths ? .auth : .password
                    try Self.writeGrants(db, kind, row, key, to: &bytes)
                }
            }
            return reached
        }
        self.last = reached
        if reached == nil { self.part = Part(rawValue: part.rawValue + 1) }
        return bytes
    }

    private static func doors(_ db: Database, after key: DoorKey?) throws -> [Row] {
        let order = "ORDER BY buildingId, code, doorType, door LIMIT \(doorsAtOnce)"
        guard let key else {
            return try Row.fetchAll(
                db.cachedStatement(sql: "SELECT \(columns) FROM doors \(order)")
            )
        }
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(columns) FROM doors
                    WHERE (buildingId, code, doorType, door) > (?, ?, ?, ?) \(order)
                    """
            ),
            arguments: [key.buildingId, key.code, key.doorType.rawValue, key.door]
        )
    }

    private static func key(_ row: Row) -> DoorKey {
        DoorKey(
            buildingId: row[1],
            code: row[8],
            doorType: DoorType(rawValue: row[7]) ?? .main,
            door: row[12]
        )
    }

    private static func writeDoor(_ row: Row, to bytes: inout [UInt8]) {
        let members = Catalogue.apartmentFields.enumerated().map { index, name in
            // The columns stand in the order of the fields, after the id.
            let column = index + 1
            let text: String =
                name == .doorType ? String(row[column] as Int) : row[column]
            return JSON.Member(name.rawValue, .string(text))
        }
        write([.init("kind", .string("door"))] + members, to: &bytes)
    }

    private static func writeGrants(
        _ db: Database,
        _ kind: Grant.Kind,
        _ door: Row,
        _ key: DoorKey,
        to bytes: inout [UInt8]
    ) throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT authoredMobile, authoredName, author, startTime, endTime, password
                    FROM grants WHERE doorId = ? AND kind = ? ORDER BY authoredMobile
                    """
            ),
            arguments: [door[0] as Int64, kind.rawValue]
        )
        for row in rows {
            var members: [JSON.Member] = [
                .init("kind", .string(kind.name)), .init("buildingId", .string(key.buildingId)),
                .init("code", .string(key.code)),
                .init("doorType", .string(key.doorType.wireText)), .init("door", .string(key.door)),
                .init("authoredMobile", .string(row[0])), .init("authoredName", .string(row[1])),
                .init("author", .string(row[2])), .init("startTime", .integer(row[3])),
                .init("endTime", .integer(row[4])),
            ]
            if let password: String = row[5] {
                members.append(.init("password", .string(password)))
            }
            write(members, to: &bytes)
        }
    }

    private static func write(_ members: [JSON.Member], to bytes: inout [UInt8]) {
        JSONWriter.write(.object(members), to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
    }
}
