import ALMS
import GRDB

/// Reads rows and folds an overlay over them.
struct Reading {
    /// One grant with its door; `holding` reads the rest of it.
    struct Candidate {
        let row: GrantRow
        let door: DoorRow
        let holding: () throws -> Holding
    }

    let db: Database
    let keys: Keyring
    let now: Int64

    // MARK: Doors

    /// The door with what the overlay says of it.
    func record(_ key: DoorKey, _ overlay: Overlay) throws -> DoorRecord? {
        overlay.parts(of: key).folded(over: try DoorTable.record(key, db))
    }

    /// The doors that `filter` means, in the order of selections.
    func doors(_ filter: DoorFilter, _ overlay: inout Overlay) throws -> [DoorRow] {
        var rows: [DoorRow] = []
        var stored: Set<DoorKey> = []
        let conditions = filter.conditions(keyOnly: overlay.changesDoors)
        let sql =
            "SELECT \(DoorTable.list("d.")) FROM doors d" + Condition.clause(conditions)
            + " ORDER BY d.buildingId, d.id"
        var decoder = DoorTable.Decoder()
        try db.each(sql, conditions.map(\.value)) { row in
            let door = effective(row, &decoder, overlay)
            if !overlay.isEmpty { stored.insert(door.key) }
            if filter.matches(door) { rows.append(door) }
        }
        let planned = try planned(&overlay, stored: stored).filter { filter.matches($0) }
        if planned.isEmpty { return rows }
        return (rows + planned).sorted(by: Self.precedes)
    }

    /// Doors that stand in the overlay alone; those that are known to be `stored` are not looked up.
    func planned(_ overlay: inout Overlay, stored: Set<DoorKey> = []) throws -> [DoorRow] {
        if overlay.isEmpty { return [] }
        try resolve(&overlay, stored: stored)
        return overlay.strangers.compactMap { key in
            // It may have been committed, and not be forgotten yet.
            guard !stored.contains(key), var record = overlay.parts(of: key).folded(over: nil),
                let number = overlay.number(ofStranger: key)
            else { return nil }
            record.id = number
            return record.row
        }
    }

    /// Finds out which doors of the overlay the database lacks.
    func resolve(_ overlay: inout Overlay, stored: Set<DoorKey> = []) throws {
        try overlay.resolve { key in
            try stored.contains(key) || DoorTable.record(key, db) != nil
        }
    }

    static func precedes(_ one: DoorRow, _ other: DoorRow) -> Bool {
        let (left, right) = (one.key.buildingId, other.key.buildingId)
        if left != right { return left.utf8.lexicographicallyPrecedes(right.utf8) }
        return rank(one.id) < rank(other.id)
    }

    /// Planned doors will stand behind all that are there.
    static func rank(_ id: Int64) -> Int64 { id > 0 ? id : .max / 2 - id }

    private func effective(
        _ row: Columns,
        _ decoder: inout DoorTable.Decoder,
        _ overlay: Overlay
    ) -> DoorRow {
        let door = decoder.row(row)
        if overlay.isEmpty { return door }
        let parts = overlay.parts(of: door.key)
        return parts.isEmpty ? door : parts.folded(over: decoder.record(row))?.row ?? door
    }

    // MARK: Grants

    /// Calls `body` with every grant that fits `conditions` and `filter`, in the order of selections
    /// as long as the overlay adds none.
    ///
    /// `activeOnly` leaves removed and ended ones out where that is cheap; the caller still looks.
    func eachGrant(
        _ filter: DoorFilter,
        kind: GrantKind? = nil,
        mobile: String?,
        activeOnly: Bool,
        _ overlay: inout Overlay,
        _ body: (Candidate) throws -> Void
    ) throws {
        var conditions = filter.conditions(keyOnly: overlay.changesDoors)
        if let kind { conditions.append(Condition("g.kind = ?", .init(kind.code))) }
        if let mobile { conditions.append(Condition("g.authoredMobile = ?", .text(mobile))) }
        if activeOnly, overlay.isEmpty {
            let sql =
                "(g.open IS NOT NULL OR g.status IN (1, 3) AND ifnull(g.endTime, 1e18) >= ?)"
            conditions.append(Condition(sql, .integer(now)))
        }
        var seen: Set<GrantID> = []
        try eachStored(conditions, overlay) { candidate, id in
            if !overlay.isEmpty { seen.insert(id) }
            if let candidate, filter.matches(candidate.door) { try body(candidate) }
        }
        guard !overlay.isEmpty else { return }
        try eachAdded(filter, kind: kind, mobile: mobile, seen: seen, &overlay, body)
    }

    private func eachStored(
        _ conditions: [Condition],
        _ overlay: Overlay,
        _ body: (Candidate?, GrantID) throws -> Void
    ) throws {
        let sql =
            "SELECT \(GrantTable.list("g.")), \(DoorTable.list("d.")) "
            + "FROM doors d CROSS JOIN grants g ON g.doorId = d.id" + Condition.clause(conditions)
            + " ORDER BY d.buildingId, d.id, g.kind, g.authoredMobile"
        var decoder = DoorTable.Decoder(offset: GrantTable.columns.count)
        var last: DoorRow?
        try db.each(sql, conditions.map(\.value)) { row in
            var door: DoorRow
            if let known = last, known.id == row[1] {
                door = known
            } else {
                door = effective(row, &decoder, overlay)
                last = door
            }
            let kind = GrantKind(code: row[2])
            let mobile: String = row[3]
            let id = GrantID(door: door.key, kind: kind, authoredMobile: mobile)
            try body(try candidate(row, id, door, overlay), id)
        }
    }

    private func candidate(
        _ row: Columns,
        _ id: GrantID,
        _ door: DoorRow,
        _ overlay: Overlay
    ) throws -> Candidate? {
        let parts = overlay.isEmpty ? DoorParts() : overlay.parts(of: door.key)
        if !parts.concern(id.kind, id.authoredMobile), row.isNull(12) {
            let grant = GrantRow(settled: row, offset: 0, door: door, now: now)
            return Candidate(row: grant, door: door) {
                try StoredGrant(row).holding()
            }
        }
        let stored = try GrantTable.holding(row, offset: 0)
        let own = parts.about(id.kind, id.authoredMobile, doorExists: true)
        let holding = try Holding.after(own, stored, of: id, doorExists: true, keys: keys)
        return holding.map { candidate(id, door, $0) }
    }

    func candidate(_ id: GrantID, _ door: DoorRow, _ holding: Holding) -> Candidate {
        let row = GrantRow(id, doorID: door.id, holding, now: now)
        return Candidate(row: row, door: door) { holding }
    }

    private func eachAdded(
        _ filter: DoorFilter,
        kind: GrantKind?,
        mobile: String?,
        seen: Set<GrantID>,
        _ overlay: inout Overlay,
        _ body: (Candidate) throws -> Void
    ) throws {
        let planned = try planned(&overlay, stored: Set(seen.lazy.map(\.door)))
        let plannedByKey = Dictionary(planned.map { ($0.key, $0) }) { first, _ in first }
        let touched = mobile.map { Array(overlay.doors(of: $0)) } ?? Array(overlay.doors)
        for key in Set(touched) {
            let parts = overlay.parts(of: key)
            // Not `subtracting`, which walks through all that was seen for every door.
            let wanted = parts.grants.filter {
                (kind == nil || $0.kind == kind) && (mobile == nil || $0.authoredMobile == mobile)
                    && !seen.contains($0)
            }
            guard !wanted.isEmpty,
                let door = try plannedByKey[key] ?? record(key, overlay)?.row,
                filter.matches(door)
            else { continue }
            let doorExists = plannedByKey[key] == nil
            for id in wanted {
                let holding = try Holding.after(
                    parts.about(id.kind, id.authoredMobile, doorExists: doorExists),
                    nil,
                    of: id,
                    doorExists: doorExists,
                    keys: keys
                )
                if let holding { try body(candidate(id, door, holding)) }
            }
        }
    }
}
