public import ALMS
import GRDB

/// An import that was carried out.
public struct PastImport: Sendable, Equatable, Identifiable {
    /// What it is undone by.
    public let id: String
    /// `doors import` or `grants import`.
    public let what: String
    /// When, Unix seconds.
    public let time: Int64
    /// How many rows it added or changed.
    public let count: Int
    /// When it was undone, Unix seconds.
    public let undone: Int64?
}

/// What undoing an import would do; nothing has been done yet.
public struct ImportUndo: Sendable {
    /// The rows that become what they were.
    public fileprivate(set) var change: RegisterChange
    /// Grants about which something was sent since, or that the service confirmed; they stay.
    public fileprivate(set) var sentGrants: [GrantID] = []
    /// Doors that the service was told of since; they stay.
    public fileprivate(set) var sentDoors: [DoorKey] = []
    /// Grants that another import or a request changed since; they stay.
    public fileprivate(set) var changedGrants: [GrantID] = []
    /// Doors that were changed since, or where somebody holds something; they stay.
    public fileprivate(set) var changedDoors: [DoorKey] = []
}

/// Why an import cannot be undone.
public enum ImportUndoError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No import has this id.
    case unknown(String, hint: String)
    /// It was undone before.
    case undone(String)

    /// One sentence for people.
    public var description: String {
        switch self {
        case .unknown(let id, let hint): "\(id): no such import\(hint)"
        case .undone(let id): "\(id): was undone before; see 'yeeuu imports list'"
        }
    }
}

extension Register {
    /// An id for an import that is made at `time`, Unix seconds: later ones are greater.
    public static func importID(at time: Int64) -> String {
        let letters = "0123456789abcdefghijklmnopqrstuvwxyz"
        let random = (0..<3).map { _ in letters.randomElement().map { String($0) } ?? "0" }
        return "i" + String(time, radix: 36) + random.joined()
    }

    /// All imports, oldest first.
    public func imports() throws(RegisterError) -> [PastImport] {
        try using {
            try store.read { db in
                var rows: [PastImport] = []
                let sql = "SELECT id, what, at, count, undone FROM imports ORDER BY number"
                try db.each(sql, []) { row in
                    rows.append(
                        PastImport(
                            id: row[0],
                            what: row[1],
                            time: row[2],
                            count: row[3],
                            undone: row[4]
                        )
                    )
                }
                return rows
            }
        }
    }

    /// Says what undoing an import would do: rows about which nothing happened since become what they
    /// were before it.
    ///
    /// - Throws: ``ImportUndoError``, ``RegisterError``.
    public func undoingImport(_ id: String) throws -> ImportUndo {
        let all = try imports()
        guard let row = all.first(where: { $0.id == id }) else {
            let hint = NearestName.hint(id, among: all.map(\.id))
            throw ImportUndoError.unknown(id, hint: hint.isEmpty ? "; see imports list" : hint)
        }
        guard row.undone == nil else { throw ImportUndoError.undone(id) }
        var undo = ImportUndo(change: RegisterChange("imports undo", at: clock(), []))
        undo.change.undoes = id
        try store.read { db in
            for grant in try Self.grants(changedBy: id, db) { try add(grant, id, db, &undo) }
            for key in try Imports.doors(of: id, db) {
                guard let record = try DoorTable.record(key, db) else { continue }
                switch try Imports.undoing(id, record, db) {
                case .restored: undo.change.append(.doorUndone(key))
                case .sent: undo.sentDoors.append(key)
                case .changed: undo.changedDoors.append(key)
                }
            }
        }
        return undo
    }

    private func add(
        _ id: GrantID,
        _ importID: String,
        _ db: Database,
        _ undo: inout ImportUndo
    ) throws {
        guard let door = try DoorTable.counters(id.door, db)?.id,
            let holding = try GrantTable.holding(id, doorID: door, db)?.holding
        else { return }
        switch try holding.undoing(importID) {
        case .restored: undo.change.append(.grantUndone(id))
        case .sent: undo.sentGrants.append(id)
        case .changed: undo.changedGrants.append(id)
        }
    }

    /// The grants whose previous values name an import; in the order of their doors.
    private static func grants(changedBy id: String, _ db: Database) throws -> [GrantID] {
        let sql =
            "SELECT d.buildingId, d.code, d.doorType, d.door, g.kind, g.authoredMobile "
            + "FROM grants g JOIN doors d ON d.id = g.doorId WHERE instr(g.previous, ?) > 0 "
            + "ORDER BY d.id, g.kind, g.authoredMobile"
        var grants: [GrantID] = []
        try db.each(sql, [.text(JSON.string(id).encoded)]) { row in
            let door = DoorKey(
                buildingId: row[0],
                code: row[1],
                doorType: DoorType(rawValue: row[2]) ?? .main,
                door: row[3]
            )
            grants.append(
                GrantID(door: door, kind: GrantKind(code: row[4]), authoredMobile: row[5])
            )
        }
        return grants
    }
}
