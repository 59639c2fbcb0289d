public import ALMS
import GRDB
public import Vault

/// Exact reads: `--only` and `--sample` never narrow them.
extension RegisterView {
    /// The door under `key`; nil when the register lacks it.
    public func door(_ key: DoorKey) throws(RegisterError) -> DoorRow? {
        try using { reading, overlay in try reading.door(key, &overlay) }
    }

    /// The doors that a read without `buildingId` may mean; `door` counts for inner doors alone.
    public func doors(
        code: String,
        doorType: DoorType,
        door: String
    ) throws(RegisterError) -> [DoorRow] {
        var filter = DoorFilter()
        filter.texts[.code] = code
        filter.doorType = doorType
        if doorType == .inner { filter.texts[.door] = door }
        return try using { reading, overlay in try reading.doors(filter, &overlay) }
    }

    /// The grants at a door, by kind and holder.
    ///
    /// - Parameters:
    ///   - door: its key; one that the register lacks has none.
    ///   - kind: only these; nil: both.
    ///   - status: only these; nil: all.
    /// - Returns: what a view shows of each.
    /// - Throws: when the database cannot be read.
    public func grants(
        at door: DoorKey,
        kind: GrantKind? = nil,
        status: GrantStatus? = .active
    ) throws(RegisterError) -> [GrantRow] {
        try using { reading, overlay in
            try reading.candidates(at: door, &overlay).map(\.row).filter { row in
                (kind == nil || row.kind == kind) && (status == nil || row.status == status)
            }
        }
    }

    /// The grant under `id`; nil when the register lacks it.
    public func grant(_ id: GrantID) throws(RegisterError) -> GrantRow? {
        try using { reading, overlay in
            try reading.holding(id, overlay).map { door, holding in
                GrantRow(id, doorID: door.id, holding, now: reading.now)
            }
        }
    }

    /// The current password of a grant; nil when the register does not know it.
    public func password(of id: GrantID) throws(RegisterError) -> Secret? {
        try using { reading, overlay in
            let terms = try reading.holding(id, overlay)?.1.settled?.terms
            return try reading.keys.opened(terms?.password, of: id, as: .held)
        }
    }

    /// What was wished and is not settled, oldest first, with its passwords: to be sent again.
    public func pending(of id: GrantID) throws(RegisterError) -> [GrantTerms] {
        try using { reading, overlay in
            let open = try reading.holding(id, overlay)?.1.open ?? []
            return try open.filter { $0.wish == .set }.map {
                try $0.terms.revealed(by: reading.keys, of: id, as: .asked)
            }
        }
    }

    /// The passwords that a new one for `authoredMobile` must not equal: all that may open the door,
    /// and the holder's last.
    public func takenPasswords(
        at door: DoorKey,
        holder authoredMobile: String
    ) throws(RegisterError) -> Set<Secret> {
        try using { reading, overlay in
            var taken: Set<Secret> = []
            for candidate in try reading.candidates(at: door, &overlay)
            where candidate.row.kind == .password {
                let isHolder = candidate.row.authoredMobile == authoredMobile
                guard isHolder || candidate.row.status != .removed else { continue }
                taken.formUnion(try reading.passwords(candidate, withLast: isHolder))
            }
            return taken
        }
    }

    /// Who surely gets in: the holders of confirmed, active grants.
    public func confirmedHolders(at door: DoorKey) throws(RegisterError) -> Set<String> {
        Set(
            try grants(at: door).lazy.filter { $0.confidence == .confirmed }.map(\.authoredMobile)
        )
    }

    /// Who may get in: the holders of active grants, sure or not.
    public func holders(at door: DoorKey) throws(RegisterError) -> Set<String> {
        Set(try grants(at: door).lazy.map(\.authoredMobile))
    }

    /// The name of somebody who opened a door: that of a grant there, else of any grant.
    public func holderName(
        of opener: String,
        at door: DoorKey
    ) throws(RegisterError) -> String? {
        guard !opener.isEmpty else { return nil }
        return try using { reading, overlay in
            let here = try reading.candidates(at: door, &overlay).map(\.row)
            if let name = here.first(where: { $0.authoredMobile == opener })?.authoredName,
                !name.isEmpty
            {
                return name
            }
            var name: String?
            try reading.eachGrant(DoorFilter(), mobile: opener, activeOnly: false, &overlay) {
                if name == nil, !$0.row.authoredName.isEmpty { name = $0.row.authoredName }
            }
            return name
        }
    }

    /// All estates' codes, in order.
    public func buildings() throws(RegisterError) -> [String] {
        try using { reading, overlay in try reading.buildings(&overlay) }
    }

    /// The committed version of each door that the register has.
    public func versions(of doors: [DoorKey]) throws(RegisterError) -> [DoorKey: Int64] {
        try using { reading, _ in
            var versions: [DoorKey: Int64] = [:]
            for key in doors {
                versions[key] = try DoorTable.record(key, reading.db)?.version
            }
            return versions
        }
    }

    /// The doors that the service has to be told of, entrances before the rooms of their code.
    public func unsynchronized(building: String? = nil) throws(RegisterError) -> [DoorRow] {
        try using { reading, overlay in
            var filter = DoorFilter()
            filter.texts[.buildingId] = building
            let rows = try reading.doors(filter, &overlay).filter {
                $0.synchronization != .confirmed
            }
            return Self.entrancesFirst(rows)
        }
    }

    /// The removals that may or may not have been carried out.
    public func openRisks() throws(RegisterError) -> [GrantRow] {
        try using { reading, overlay in
            var rows: [GrantRow] = []
            try reading.eachGrant(DoorFilter(), mobile: nil, activeOnly: true, &overlay) {
                if $0.row.unsettled == .remove { rows.append($0.row) }
            }
            return rows.sorted(by: Reading.precedes)
        }
    }

    private static func entrancesFirst(_ rows: [DoorRow]) -> [DoorRow] {
        var places: [String: Int] = [:]
        var order: [(place: Int, row: DoorRow)] = []
        for (index, row) in rows.enumerated() {
            let apartment = "\(row.key.buildingId)\u{1F}\(row.key.code)"
            let place = places[apartment] ?? index
            places[apartment] = place
            order.append((place, row))
        }
        return order.sorted {
            ($0.place, $0.row.key.doorType, Reading.rank($0.row.id))
                < ($1.place, $1.row.key.doorType, Reading.rank($1.row.id))
        }.map(\.row)
    }
}

extension Reading {
    func door(_ key: DoorKey, _ overlay: inout Overlay) throws -> DoorRow? {
        guard let record = try record(key, overlay) else { return nil }
        guard record.id == 0 else { return record.row }
        return try planned(&overlay).first { $0.key == key }
    }

    func buildings(_ overlay: inout Overlay) throws -> [String] {
        let sql = "SELECT DISTINCT buildingId FROM doors ORDER BY buildingId"
        let stored = try String.fetchAll(db.cachedStatement(sql: sql))
        let planned = try planned(&overlay).map(\.key.buildingId)
        if planned.isEmpty { return stored }
        return Set(stored + planned).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// All grants at one door, by kind and holder.
    func candidates(at key: DoorKey, _ overlay: inout Overlay) throws -> [Candidate] {
        guard let door = try door(key, &overlay) else { return [] }
        var candidates: [Candidate] = []
        var seen: Set<GrantID> = []
        let parts = overlay.parts(of: key)
        if door.id > 0 {
            let sql =
                "SELECT \(GrantTable.list()) FROM grants WHERE doorId = ? "
                + "ORDER BY kind, authoredMobile"
            let cursor = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [door.id])
            while let row = try cursor.next() {
                let kind = GrantKind(code: row[2])
                let id = GrantID(door: key, kind: kind, authoredMobile: row[3])
                seen.insert(id)
                if let candidate = try kept(row, id, door, parts) { candidates.append(candidate) }
            }
        }
        if parts.isEmpty { return candidates }
        for id in Set(parts.compactMap(\.grant)).subtracting(seen) {
            if let holding = try fold(parts, nil, of: id, doorExists: door.id > 0) {
                candidates.append(candidate(id, door, holding))
            }
        }
        return candidates.sorted { Self.precedes($0.row, $1.row) }
    }

    private func kept(
        _ row: Row,
        _ id: GrantID,
        _ door: DoorRow,
        _ parts: [Part]
    ) throws -> Candidate? {
        if row.hasNull(atIndex: 12), !parts.contains(where: { $0.grant == id }) {
            let grant = GrantRow(settled: row, offset: 0, door: door, now: now)
            return Candidate(row: grant, door: door) {
                try GrantTable.holding(id, doorID: door.id, db)?.holding ?? Holding()
            }
        }
        let stored = try GrantTable.holding(row, offset: 0)
        return try fold(parts, stored, of: id, doorExists: true).map { candidate(id, door, $0) }
    }

    /// Every password of a grant that may open its door; with the holder's last one if asked.
    func passwords(_ candidate: Candidate, withLast: Bool) throws -> [Secret] {
        let holding = try candidate.holding()
        let id = candidate.row.id
        // Those that no vault key opens any more cannot be kept clear of.
        var secrets = holding.open.map {
            try? keys.opened($0.terms.password, of: id, as: .asked)
        }
        secrets.append(try? keys.opened(holding.settled?.terms.password, of: id, as: .held))
        if withLast, let last = holding.previous.last?.settled?.terms.password {
            secrets.append(try? keys.opened(last, of: id, as: .held))
        }
        return secrets.compactMap { $0 }
    }
}
