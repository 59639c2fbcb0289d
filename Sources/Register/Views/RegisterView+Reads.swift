public import ALMS
import GRDB
public import Vault

/// Exact reads: `--only` and `--sample` never narrow them.
extension RegisterView {
    /// The door under `key`; nil when the register lacks it.
    public func door(_ key: DoorKey) throws(RegisterError) -> DoorRow? {
        try using { reading, overlay in try reading.door(key, &overlay) }
    }

    /// What a write has to know of the door under `key`; nil when the register lacks it.
    public func standing(of key: DoorKey) throws(RegisterError) -> DoorStanding? {
        try sight(of: key, .nothing)?.door
    }

    /// What a write has to know of the door under `key`, and the grant there that it is about.
    public func standing(
        of key: DoorKey,
        with grant: GrantID?
    ) throws(RegisterError) -> (door: DoorStanding, grant: GrantRow?)? {
        try mapped {
            let need = grant.map { DoorPage.Need.grant($0) } ?? .nothing
            guard let sight = try sight(of: key, need) else { return nil }
            return (sight.door, try grant.flatMap { try sight.grant($0) })
        }
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

    /// The doors of one flat, the entrance first.
    public func doors(buildingId: String, code: String) throws(RegisterError) -> [DoorRow] {
        var filter = DoorFilter()
        filter.texts[.buildingId] = buildingId
        filter.texts[.code] = code
        let rows = try using { reading, overlay in try reading.doors(filter, &overlay) }
        return rows.filter { $0.key.doorType == .main } + rows.filter { $0.key.doorType != .main }
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
        guard let sight = try sight(of: door, .grants) else { return [] }
        return try mapped {
            let rows = try sight.candidates(kind).map(\.row)
            return status == nil ? rows : rows.filter { $0.status == status }
        }
    }

    /// The grant under `id`; nil when the register lacks it.
    public func grant(_ id: GrantID) throws(RegisterError) -> GrantRow? {
        try mapped { try sight(of: id.door, .grant(id))?.grant(id) }
    }

    /// The current password of a grant; nil when the register does not know it.
    public func password(of id: GrantID) throws(RegisterError) -> Secret? {
        try mapped {
            guard let sight = try sight(of: id.door, .grant(id)) else { return nil }
            let terms = try sight.settled(id)?.terms
            return try sight.keys.opened(terms?.password, of: id, as: .held)
        }
    }

    /// What was last settled about a grant, with its password: of one that was removed for another,
    /// what was held before; nil when nothing ever was.
    public func settledTerms(of id: GrantID) throws(RegisterError) -> GrantTerms? {
        try mapped {
            guard let sight = try sight(of: id.door, .grant(id)) else { return nil }
            return try sight.settled(id)?.terms.revealed(by: sight.keys, of: id, as: .held)
        }
    }

    /// What was wished and is not settled, oldest first, with its passwords: to be sent again.
    public func pending(of id: GrantID) throws(RegisterError) -> [GrantTerms] {
        try mapped {
            guard let sight = try sight(of: id.door, .grant(id)) else { return [] }
            return try sight.open(id).filter { $0.wish == .set }.map {
                try $0.terms.revealed(by: sight.keys, of: id, as: .asked)
            }
        }
    }

    /// The passwords that a new one for `authoredMobile` must not equal: all that may open the door,
    /// and the holder's last.
    public func takenPasswords(
        at door: DoorKey,
        holder authoredMobile: String
    ) throws(RegisterError) -> Set<Secret> {
        try mapped {
            guard let sight = try sight(of: door, .grants) else { return [] }
            var taken: Set<Secret> = []
            for candidate in try sight.candidates(.password) {
                let isHolder = candidate.row.authoredMobile == authoredMobile
                guard isHolder || candidate.row.status != .removed else { continue }
                taken.formUnion(try sight.passwords(candidate, withLast: isHolder))
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
        let here = try grants(at: door, status: nil)
        if let name = here.first(where: { $0.authoredMobile == opener })?.authoredName,
            !name.isEmpty
        {
            return name
        }
        return try using { reading, overlay in
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
        var versions: [DoorKey: Int64] = [:]
        for key in doors { versions[key] = try sight(of: key, .nothing)?.version }
        return versions
    }

    /// The doors that were retired, and are in no selection.
    public func retiredDoors() throws(RegisterError) -> [DoorRow] {
        try using { reading, overlay in
            var filter = DoorFilter()
            filter.isRetired = true
            return try reading.doors(filter, &overlay)
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

    /// Who still holds, or may hold, what was to be removed, and who has no password though they are
    /// to have one.
    public func openRisks() throws(RegisterError) -> [GrantRow] {
        try using { reading, overlay in
            var rows: [GrantRow] = []
            try reading.eachGrant(DoorFilter(), mobile: nil, activeOnly: true, &overlay) {
                let row = $0.row
                if row.unsettled == .remove || row.isRemovalDeclined || row.isOwed {
                    rows.append(row)
                }
            }
            return rows.sorted(by: Reading.precedes)
        }
    }

    /// Whose old password was removed, or may have been, and whose new one is not confirmed.
    public func owed() throws(RegisterError) -> [GrantRow] {
        try openRisks().filter(\.isOwed)
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
        try resolve(&overlay)
        return overlay.number(ofStranger: key).map { number in
            var record = record
            record.id = number
            return record.row
        }
    }

    func buildings(_ overlay: inout Overlay) throws -> [String] {
        let sql =
            "SELECT DISTINCT buildingId FROM doors WHERE isRetired = 0 ORDER BY buildingId"
        let stored = try String.fetchAll(db.cachedStatement(sql: sql))
        let planned = try planned(&overlay).map(\.key.buildingId)
        if planned.isEmpty { return stored }
        return Set(stored + planned).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
