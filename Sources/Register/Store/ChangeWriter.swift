import ALMS
import GRDB

/// Carries out what people change, row by row, within one transaction.
///
/// Whatever is done about a door but retiring it brings a retired one back.
struct ChangeWriter {
    private struct ImportedDoor {
        let key: DoorKey
        let before: DoorRecord?
        let after: DoorRecord
    }

    private let change: RegisterChange
    private let db: Database
    private var writer: EffectWriter
    private var imported: [ImportedDoor] = []
    private var retired: [DoorKey] = []

    init(_ change: RegisterChange, _ db: Database, keys: Keyring) {
        self.change = change
        self.db = db
        writer = EffectWriter(db, keys: keys)
    }

    mutating func take(_ item: RegisterChange.Item) throws {
        switch item {
        case .door(let line):
            let before = try writer.door(line.key)
            let after = line.applied(to: before)
            try writer.put(after)
            if change.importID != nil {
                imported.append(.init(key: line.key, before: before, after: after))
            }
        case .grant(let line):
            let before = try writer.holding(line.id)
            let after = line.applied(to: before, at: change.time, of: change.importID)
            try writer.put(after, line.id)
        case .forgotten(let id): try writer.put(nil, id)
        case .settled(let line):
            let before = try writer.holding(line.id)
            try writer.put(line.applied(to: before, at: change.time), line.id)
        case .grantUndone(let id):
            guard let undoes = change.undoes, let holding = try writer.holding(id),
                case .restored(let before) = try holding.undoing(undoes)
            else { return }
            try writer.put(before, id)
        case .doorUndone(let key): try undo(key)
        case .retired(let key): retired.append(key)
        }
        try writer.flushIfMany()
    }

    mutating func finish() throws {
        try writer.flush()
        for key in retired {
            let sql = "UPDATE doors SET isRetired = 1, version = version + 1 WHERE id = ?"
            if let id = try DoorTable.counters(key, db)?.id { try db.run(sql, [.integer(id)]) }
        }
        if let id = change.importID { try Imports.add(id, change, db) }
        for door in imported { try note(door) }
        if let id = change.undoes { try Imports.markUndone(id, at: change.time, db) }
    }

    private func note(_ door: ImportedDoor) throws {
        guard let importID = change.importID, let id = try DoorTable.counters(door.key, db)?.id
        else { return }
        try db.run(
            "INSERT OR IGNORE INTO importedDoors VALUES (?, ?, ?, ?)",
            [
                .text(importID), .integer(id), .init(door.before.map { DoorLine($0).text }),
                .text(DoorLine(door.after).text),
            ]
        )
    }

    private mutating func undo(_ key: DoorKey) throws {
        guard let undoes = change.undoes, let record = try writer.door(key),
            case .restored(let before) = try Imports.undoing(undoes, record, db)
        else { return }
        if let before { try writer.put(before) } else { try writer.remove(key) }
    }
}

/// What undoing an import comes to for one of its rows.
enum Undoing<Row> {
    /// The row as it was before; nil: there was none.
    case restored(Row?)
    /// A request about it was sent since, or the service confirmed it.
    case sent
    /// Something else changed it since.
    case changed
}

extension Holding {
    /// The grant as it was before an import, as long as nothing else happened to it since.
    func undoing(_ importID: String) throws(RegisterError) -> Undoing<Holding> {
        guard open.isEmpty else { return .sent }
        if settled?.confidence == .confirmed { return .sent }
        guard let last = try previous.last(), last.run == importID else {
            return try previous.all().contains { $0.run == importID } ? .changed : .sent
        }
        var before = self
        before.settled = last.settled
        before.previous.removeLast()
        return .restored(before.isEmpty ? nil : before)
    }
}
