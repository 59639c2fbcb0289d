import ALMS
import GRDB

/// The service's doors.
struct DoorTable {
    let db: Database

    /// The row of a door; nil when there is none.
    func id(_ key: DoorKey) throws -> Int64? {
        try db.number(
            "SELECT id FROM doors WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?",
            [key.buildingId, key.code, key.doorType.rawValue, key.door]
        )
    }

    /// The row of a door that is named without its building: the first that fits.
    func id(code: String, doorType: DoorType, door: String) throws -> Int64? {
        try db.number(
            "SELECT id FROM doors WHERE code = ? AND doorType = ? AND door = ? ORDER BY id LIMIT 1",
            [code, doorType.rawValue, door]
        )
    }

    /// Adds a door, or updates what it is called.
    func put(_ apartment: Apartment) throws {
        let key = apartment.key
        try db.run(
            """
            INSERT INTO doors (buildingId, code, doorType, door, wireDoor, buildingName, buildingNo,
                unit, name, provinceId, cityId, disId) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (buildingId, code, doorType, door) DO UPDATE SET wireDoor = excluded.wireDoor,
                buildingName = excluded.buildingName, buildingNo = excluded.buildingNo,
                unit = excluded.unit, name = excluded.name, provinceId = excluded.provinceId,
                cityId = excluded.cityId, disId = excluded.disId
            """,
            [
                key.buildingId, key.code, key.doorType.rawValue, key.door, apartment.wireDoor,
                apartment.buildingName, apartment.buildingNo, apartment.unit, apartment.name,
                apartment.provinceId, apartment.cityId, apartment.disId,
            ]
        )
    }

    /// Whether there is no door at all.
    func isEmpty() throws -> Bool { try db.number("SELECT 1 FROM doors LIMIT 1") == nil }
}
