import ALMS
import GRDB

/// Applies effects within one transaction: every touched row is read once, folded, and written once.
///
/// A door's version counts effects and changes that made a difference, however they are grouped into
/// transactions, so that a register made anew from the log has the same versions.
struct EffectWriter {
    private final class Door {
        var before: DoorRecord?
        var record: DoorRecord?
        /// Whether the records are more than key, number and counters: most effects need no more.
        var isWhole = false
        var lastSeq = -1
        /// Whether a change of people's made a difference.
        var isChanged = false

        init(_ record: DoorRecord?) {
            before = record
            self.record = record
        }
    }

    private final class Grant {
        let id: GrantID
        let door: Door
        let row: Int64?
        let before: Holding?
        var holding: Holding?

        init(_ id: GrantID, at door: Door, _ stored: (row: Int64, holding: Holding)?) {
            self.id = id
            self.door = door
            row = stored?.row
            before = stored?.holding
            holding = before
        }
    }

    private let db: Database
    private let keys: Keyring
    private var doors: [DoorKey: Door] = [:]
    private var doorOrder: [DoorKey] = []
    private var grants: [GrantID: Grant] = [:]
    private var grantOrder: [Grant] = []

    init(_ db: Database, keys: Keyring) {
        self.db = db
        self.keys = keys
    }

    mutating func take(_ part: Part) throws {
        let door = try part.concernsDoor ? whole(part.door) : loaded(part.door)
        door.lastSeq = max(door.lastSeq, part.intent)
        let before = door.record
        door.record = DoorRecord.after(part, before)
        var isChanged = door.record?.isSame(as: before) == false
        if let id = part.grant, let grant = try loaded(id, at: door) {
            let after = Holding.after(part, grant.holding, keys: keys, id: id)
            if after != grant.holding { isChanged = true }
            grant.holding = after
        }
        if isChanged { door.record?.version += 1 }
    }

    /// Puts `holding` in the place of what the register holds of `id`.
    mutating func put(_ holding: Holding?, _ id: GrantID) throws {
        guard let grant = try loaded(id, at: loaded(id.door)) else { return }
        if grant.holding != holding { grant.door.isChanged = true }
        grant.holding = holding
    }

    /// Puts `record` in the place of what the register holds of its door.
    mutating func put(_ record: DoorRecord) throws {
        let door = try whole(record.apartment.key)
        if !record.isSame(as: door.record) { door.isChanged = true }
        door.record = record
    }

    mutating func door(_ key: DoorKey) throws -> DoorRecord? { try whole(key).record }

    mutating func holding(_ id: GrantID) throws -> Holding? {
        try loaded(id, at: loaded(id.door))?.holding
    }

    /// Takes a door away that was made by mistake.
    mutating func remove(_ key: DoorKey) throws {
        guard let id = try whole(key).record?.id, id > 0 else { return }
        try db.run("DELETE FROM doors WHERE id = ?", [.integer(id)])
        doors[key] = nil
        doorOrder.removeAll { $0 == key }
    }

    /// Writes what changed; doors first, since new grants need their numbers.
    func flush() throws {
        for key in doorOrder { if let door = doors[key] { try flush(door, key) } }
        try writeGrants()
    }

    /// Writes grants and lets go of them once many have gathered: an import may be of a million.
    mutating func flushIfMany() throws {
        guard grantOrder.count >= Self.many else { return }
        for grant in grantOrder where grant.door.record?.id == 0 {
            try flush(grant.door, grant.id.door)
            grant.door.before = grant.door.record
            grant.door.isChanged = false
        }
        try writeGrants()
        grants.removeAll(keepingCapacity: true)
        grantOrder.removeAll(keepingCapacity: true)
    }

    private static let many = 4096

    private func writeGrants() throws {
        var opened: Set<Int64> = []
        for grant in grantOrder where grant.holding != grant.before {
            guard let door = grant.door.record else { continue }
            try GrantTable.write(
                grant.holding,
                of: grant.id,
                doorID: door.id,
                row: grant.row,
                keys: keys,
                db
            )
            if grant.holding != nil, grant.before?.settled?.isRemoved != false {
                opened.insert(door.id)
            }
        }
        for id in opened {
            let sql = "UPDATE doors SET isRetired = 0 WHERE id = ? AND isRetired = 1"
            try db.run(sql, [.integer(id)])
        }
    }

    private func flush(_ door: Door, _ key: DoorKey) throws {
        guard var record = door.record else {
            if door.lastSeq >= 0 { try Strangers.note(key, door.lastSeq, db) }
            return
        }
        if door.isChanged { record.version += 1 }
        if door.before == nil {
            record.lastSeq = max(door.lastSeq, try Strangers.take(key, db))
        }
        defer { door.record = record }
        guard record != door.before else { return }
        if door.before == nil || !record.isSame(as: door.before) {
            try DoorTable.write(&record, db)
        } else {
            try DoorTable.touch(record, db)
        }
    }

    private mutating func loaded(_ key: DoorKey) throws -> Door {
        if let known = doors[key] { return known }
        let door = Door(try DoorTable.counters(key, db))
        doors[key] = door
        doorOrder.append(key)
        return door
    }

    /// The door with all that the register holds of it.
    private mutating func whole(_ key: DoorKey) throws -> Door {
        let door = try loaded(key)
        guard !door.isWhole else { return door }
        door.isWhole = true
        if let counters = door.record, counters.id > 0 {
            door.before = try DoorTable.record(key, db)
            door.record = door.before
            door.record?.version = counters.version
            door.record?.lastSeq = counters.lastSeq
        }
        return door
    }

    /// The grant; nil while there is no such door.
    private mutating func loaded(_ id: GrantID, at door: Door) throws -> Grant? {
        guard let record = door.record else { return nil }
        if let known = grants[id] { return known }
        let stored = record.id > 0 ? try GrantTable.holding(id, doorID: record.id, db) : nil
        let grant = Grant(id, at: door, stored)
        grants[id] = grant
        grantOrder.append(grant)
        return grant
    }
}

/// The last intents of doors that the register lacks.
enum Strangers {
    static func lastSeq(of key: DoorKey, _ db: Database) throws -> Int {
        let sql =
            "SELECT lastSeq FROM strangers "
            + "WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?"
        return try db.one(sql, DoorTable.values(of: key)) { $0[0] } ?? -1
    }

    static func note(_ key: DoorKey, _ seq: Int, _ db: Database) throws {
        let sql =
            "INSERT INTO strangers VALUES (?, ?, ?, ?, ?) "
            + "ON CONFLICT DO UPDATE SET lastSeq = max(lastSeq, excluded.lastSeq)"
        try db.run(sql, DoorTable.values(of: key) + [.init(seq)])
    }

    /// The last intent of a door that is about to be added; −1 if there is none.
    static func take(_ key: DoorKey, _ db: Database) throws -> Int {
        let seq = try lastSeq(of: key, db)
        guard seq >= 0 else { return -1 }
        let sql =
            "DELETE FROM strangers "
            + "WHERE buildingId = ? AND code = ? AND doorType = ? AND door = ?"
        try db.run(sql, DoorTable.values(of: key))
        return seq
    }
}
