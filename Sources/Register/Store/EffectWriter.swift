import ALMS
import GRDB

/// Applies effects within one transaction: every touched row is read once, folded, and written once.
///
/// A door's version counts effects and changes that made a difference, however they are grouped into
/// transactions, so that a register made anew from the log has the same versions.
struct EffectWriter {
    private struct Door {
        var before: DoorRecord?
        var record: DoorRecord?
        /// Whether the records are more than key, number and counters: most effects need no more.
        var isWhole = false
        var lastSeq = -1
        /// Whether a change of people's made a difference.
        var isChanged = false
    }

    private struct Grant {
        let row: Int64?
        let before: Holding?
        var holding: Holding?
    }

    private let db: Database
    private let keys: Keyring
    private var doors: [DoorKey: Door] = [:]
    private var doorOrder: [DoorKey] = []
    private var grants: [GrantID: Grant] = [:]
    private var grantOrder: [GrantID] = []

    init(_ db: Database, keys: Keyring) {
        self.db = db
        self.keys = keys
    }

    mutating func take(_ part: Part) throws {
        var door = try part.concernsDoor ? whole(part.door) : loaded(part.door)
        door.lastSeq = max(door.lastSeq, part.intent)
        let before = door.record
        door.record = DoorRecord.after(part, before)
        var isChanged = door.record?.isSame(as: before) == false
        if let id = part.grant, let record = door.record {
            var grant = try loaded(id, record)
            let after = Holding.after(part, grant.holding, keys: keys, id: id)
            if after != grant.holding { isChanged = true }
            grant.holding = after
            grants[id] = grant
        }
        if isChanged { door.record?.version += 1 }
        doors[part.door] = door
    }

    /// Puts `holding` in the place of what the register holds of `id`.
    mutating func put(_ holding: Holding?, _ id: GrantID) throws {
        guard let record = try loaded(id.door).record else { return }
        if try loaded(id, record).holding != holding { doors[id.door]?.isChanged = true }
        grants[id]?.holding = holding
    }

    /// Puts `record` in the place of what the register holds of its door.
    mutating func put(_ record: DoorRecord) throws {
        let key = record.apartment.key
        if try !record.isSame(as: whole(key).record) { doors[key]?.isChanged = true }
        doors[key]?.record = record
    }

    mutating func door(_ key: DoorKey) throws -> DoorRecord? { try whole(key).record }

    mutating func holding(_ id: GrantID) throws -> Holding? {
        guard let record = try loaded(id.door).record else { return nil }
        return try loaded(id, record).holding
    }

    /// Writes what changed; doors first, since new grants need their numbers.
    mutating func flush() throws {
        for key in doorOrder { try flush(key) }
        for id in grantOrder {
            guard let grant = grants[id], grant.holding != grant.before,
                let door = doors[id.door]?.record
            else { continue }
            try GrantTable.write(
                grant.holding,
                of: id,
                doorID: door.id,
                row: grant.row,
                keys: keys,
                db
            )
        }
    }

    private mutating func flush(_ key: DoorKey) throws {
        guard let door = doors[key] else { return }
        guard var record = door.record else {
            if door.lastSeq >= 0 { try Strangers.note(key, door.lastSeq, db) }
            return
        }
        if door.isChanged { record.version += 1 }
        if door.before == nil {
            record.lastSeq = max(door.lastSeq, try Strangers.take(key, db))
        }
        doors[key]?.record = record
        guard record != door.before else { return }
        if door.before == nil || !record.isSame(as: door.before) {
            try DoorTable.write(&record, db)
            doors[key]?.record = record
        } else {
            try DoorTable.touch(record, db)
        }
    }

    private mutating func loaded(_ key: DoorKey) throws -> Door {
        if let known = doors[key] { return known }
        let record = try DoorTable.counters(key, db)
        let door = Door(before: record, record: record)
        doors[key] = door
        doorOrder.append(key)
        return door
    }

    /// The door with all that the register holds of it.
    private mutating func whole(_ key: DoorKey) throws -> Door {
        var door = try loaded(key)
        guard !door.isWhole else { return door }
        door.isWhole = true
        if let counters = door.record, counters.id > 0 {
            door.before = try DoorTable.record(key, db)
            door.record = door.before
            door.record?.version = counters.version
            door.record?.lastSeq = counters.lastSeq
        }
        doors[key] = door
        return door
    }

    private mutating func loaded(_ id: GrantID, _ record: DoorRecord) throws -> Grant {
        if let known = grants[id] { return known }
        let stored =
            record.id > 0 ? try GrantTable.holding(id, doorID: record.id, db) : nil
        let grant = Grant(row: stored?.row, before: stored?.holding, holding: stored?.holding)
        grants[id] = grant
        grantOrder.append(id)
        return grant
    }
}

/// The last intents of doors that the register lacks.
enum Strangers {
    static func lastSeq(of key: DoorKey, _ db: Database) throws -> Int {
        let sql =
            "SELECT lastSeq FROM strangers "
            + "WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?"
        return try Int.fetchOne(db.cachedStatement(sql: sql), arguments: arguments(key)) ?? -1
    }

    static func note(_ key: DoorKey, _ seq: Int, _ db: Database) throws {
        let sql =
            "INSERT INTO strangers VALUES (?, ?, ?, ?, ?) "
            + "ON CONFLICT DO UPDATE SET lastSeq = max(lastSeq, excluded.lastSeq)"
        try db.cachedStatement(sql: sql).execute(arguments: arguments(key) + [seq])
    }

    /// The last intent of a door that is about to be added; −1 if there is none.
    static func take(_ key: DoorKey, _ db: Database) throws -> Int {
        let seq = try lastSeq(of: key, db)
        guard seq >= 0 else { return -1 }
        let sql =
            "DELETE FROM strangers "
            + "WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?"
        try db.cachedStatement(sql: sql).execute(arguments: arguments(key))
        return seq
    }

    private static func arguments(_ key: DoorKey) -> StatementArguments {
        [key.buildingId, key.code, key.doorType.rawValue, key.door]
    }
}
