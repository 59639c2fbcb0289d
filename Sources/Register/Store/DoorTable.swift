import ALMS
import GRDB

/// Reads and writes rows of `doors`.
enum DoorTable {
    /// The columns of a ``DoorRow`` in the order that ``Decoder`` reads them; two more make a record.
    static let columns = [
        "id", "buildingId", "code", "doorType", "door", "wireDoor", "buildingName", "buildingNo",
        "unit", "name", "provinceId", "cityId", "disId", "isProtected", "isOccupied", "version",
        "lastSeq", "synchronization", "asking", "synchronized",
    ]
    /// The columns as SQL, with `prefix` before each.
    static func list(_ prefix: String = "") -> String {
        columns.map { prefix + $0 }.joined(separator: ", ")
    }

    private static let byKey =
        "SELECT \(list()) FROM doors WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?"
    private static let insertion =
        "INSERT INTO doors (\(columns.dropFirst().joined(separator: ", "))) "
        + "VALUES (\(columns.dropFirst().map { _ in "?" }.joined(separator: ", ")))"
    private static let update =
        "UPDATE doors SET \(columns.dropFirst().map { "\($0) = ?" }.joined(separator: ", ")), "
        + "isRetired = 0 WHERE id = ?"

    static func record(_ key: DoorKey, _ db: Database) throws -> DoorRecord? {
        var decoder = Decoder()
        return try db.one(
            byKey,
            values(of: key)
        ) { decoder.record($0) }
    }

    /// The record of a stored door with its key, number and counters alone.
    static func counters(_ key: DoorKey, _ db: Database) throws -> DoorRecord? {
        let sql =
            "SELECT id, version, lastSeq FROM doors "
            + "WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?"
        return try db.one(sql, values(of: key)) { row in
            var record = DoorRecord(id: row[0], apartment: Apartment(key: key))
            record.version = row[1]
            record.lastSeq = row[2]
            return record
        }
    }

    static func key(id: Int64, _ db: Database) throws -> DoorKey? {
        let sql = "SELECT buildingId, code, doorType, door FROM doors WHERE id = ?"
        return try db.one(sql, [.integer(id)]) { row in
            DoorKey(
                buildingId: row[0],
                code: row[1],
                doorType: DoorType(rawValue: row[2]) ?? .main,
                door: row[3]
            )
        }
    }

    /// Adds or changes the row, which is not retired then; gives a new one its number.
    static func write(_ record: inout DoorRecord, _ db: Database) throws {
        let values = values(of: record)
        guard record.id > 0 else {
            try db.run(insertion, values)
            record.id = db.lastInsertedRowID
            return
        }
        try db.run(update, values + [.integer(record.id)])
    }

    /// Changes the counters alone.
    static func touch(_ record: DoorRecord, _ db: Database) throws {
        try db.run(
            "UPDATE doors SET version = ?, lastSeq = ? WHERE id = ?",
            [.integer(record.version), .init(record.lastSeq), .integer(record.id)]
        )
    }

    /// The values that `WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?` takes.
    static func values(of key: DoorKey) -> [SQLValue] {
        [.text(key.buildingId), .text(key.code), .init(key.doorType.rawValue), .text(key.door)]
    }

    private static func values(of record: DoorRecord) -> [SQLValue] {
        let apartment = record.apartment
        return values(of: apartment.key) + [
            .text(apartment.wireDoor), .text(apartment.buildingName),
            .text(apartment.buildingNo), .text(apartment.unit), .text(apartment.name),
            .text(apartment.provinceId), .text(apartment.cityId), .text(apartment.disId),
            .init(record.isProtected), .init(record.isOccupied), .integer(record.version),
            .init(record.lastSeq), .init(record.synchronization.code),
            .init(record.asking.rawValue), .init(record.synchronized),
        ]
    }

    /// Reads rows one after the other; texts that repeat from row to row share their storage.
    struct Decoder {
        private let offset: Int
        private var last = [String](repeating: "", count: columns.count)

        /// Reads rows whose door columns begin at `offset`.
        init(offset: Int = 0) { self.offset = offset }

        mutating func row(_ row: Columns) -> DoorRow {
            DoorRow(
                id: row[offset],
                apartment: apartment(row),
                isProtected: row[offset + 13],
                isOccupied: row[offset + 14],
                version: row[offset + 15],
                lastSeq: row[offset + 16],
                synchronization: Confidence(code: row[offset + 17])
            )
        }

        mutating func record(_ row: Columns) -> DoorRecord {
            var record = DoorRecord(id: row[offset], apartment: apartment(row))
            record.isProtected = row[offset + 13]
            record.isOccupied = row[offset + 14]
            record.version = row[offset + 15]
            record.lastSeq = row[offset + 16]
            record.asking = DoorRecord.Asking(rawValue: row[offset + 18]) ?? .none
            record.synchronized = row[offset + 19]
            return record
        }

        private mutating func apartment(_ row: Columns) -> Apartment {
            let key = DoorKey(
                buildingId: text(row, 1),
                code: text(row, 2),
                doorType: DoorType(rawValue: row[offset + 3]) ?? .main,
                door: text(row, 4)
            )
            return Apartment(
                key: key,
                wireDoor: text(row, 5),
                buildingName: text(row, 6),
                buildingNo: text(row, 7),
                unit: text(row, 8),
                name: text(row, 9),
                provinceId: text(row, 10),
                cityId: text(row, 11),
                disId: text(row, 12)
            )
        }

        private mutating func text(_ row: Columns, _ column: Int) -> String {
            let text: String = row[offset + column]
            if text == last[column] { return last[column] }
            last[column] = text
            return text
        }
    }
}
