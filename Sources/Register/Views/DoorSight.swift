import ALMS
import Vault

/// A door and its grants as a view shows them: what the database holds, with the overlay's parts
/// folded over it.
struct DoorSight {
    /// One grant; `holding` reads the rest of it.
    struct Candidate {
        let row: GrantRow
        let holding: () throws -> Holding
    }

    /// What the database holds; nil for a door that stands in the overlay alone.
    let page: DoorPage?
    let parts: DoorParts
    /// The door with the parts folded over it.
    let door: DoorStanding
    let keys: Keyring
    let now: Int64

    /// The committed version of the door; nil when the database lacks it.
    var version: Int64? { page?.door.version }

    /// Everything about one grant; nil when there is none.
    func holding(_ id: GrantID) throws -> Holding? {
        let stored = try page?.grant(id.kind, id.authoredMobile)?.holding()
        return try fold(stored, of: id)
    }

    /// What is settled about one grant; nil when nothing is.
    func settled(_ id: GrantID) throws -> Holding.Settled? {
        let stored = page?.grant(id.kind, id.authoredMobile)
        if parts.isEmpty { return stored?.settled }
        return try holding(id)?.settled
    }

    /// What is open about one grant, oldest first.
    func open(_ id: GrantID) throws -> [Holding.Open] {
        let stored = page?.grant(id.kind, id.authoredMobile)
        if parts.isEmpty { return try stored?.holding().open ?? [] }
        return try holding(id)?.open ?? []
    }

    /// What a view shows of one grant; nil when there is none.
    func grant(_ id: GrantID) throws -> GrantRow? {
        let stored = page?.grant(id.kind, id.authoredMobile)
        if let stored, let shown = shown(stored, id) { return shown }
        let holding = try fold(try stored?.holding(), of: id)
        return holding.map { GrantRow(id, doorID: door.id, $0, now: now) }
    }

    /// All grants, or all of one kind, by kind and holder.
    func candidates(_ kind: GrantKind? = nil) throws -> [Candidate] {
        var candidates: [Candidate] = []
        for stored in page?.grants ?? [] where kind == nil || stored.kind == kind {
            let id = GrantID(
                door: door.key,
                kind: stored.kind,
                authoredMobile: stored.authoredMobile
            )
            if let shown = shown(stored, id) {
                candidates.append(Candidate(row: shown) { try stored.holding() })
            } else if let holding = try fold(try stored.holding(), of: id) {
                candidates.append(candidate(id, holding))
            }
        }
        if parts.isEmpty { return candidates }
        let added = parts.grants.filter {
            (kind == nil || $0.kind == kind) && page?.grant($0.kind, $0.authoredMobile) == nil
        }
        if added.isEmpty { return candidates }
        for id in added {
            if let holding = try fold(nil, of: id) { candidates.append(candidate(id, holding)) }
        }
        return candidates.sorted { Reading.precedes($0.row, $1.row) }
    }

    /// Every password of a grant that may open its door; with the holder's last one if asked.
    func passwords(_ candidate: Candidate, withLast: Bool) throws -> [Secret] {
        let holding = try candidate.holding()
        let id = candidate.row.id
        var secrets = holding.open.map {
            try? keys.opened($0.terms.password, of: id, as: .asked)
        }
        secrets.append(try? keys.opened(holding.settled?.terms.password, of: id, as: .held))
        if withLast, let last = try holding.previous.last()?.settled?.terms.password {
            secrets.append(try? keys.opened(last, of: id, as: .held))
        }
        return secrets.compactMap { $0 }
    }

    /// The row of a grant that nothing is open about, here or in the database.
    private func shown(_ stored: StoredGrant, _ id: GrantID) -> GrantRow? {
        guard stored.open == nil, let settled = stored.settled,
            !parts.concern(id.kind, id.authoredMobile)
        else { return nil }
        return GrantRow(id, doorID: door.id, Holding(settled: settled), now: now)
    }

    private func candidate(_ id: GrantID, _ holding: Holding) -> Candidate {
        Candidate(row: GrantRow(id, doorID: door.id, holding, now: now)) { holding }
    }

    private func fold(_ stored: Holding?, of id: GrantID) throws -> Holding? {
        let doorExists = page != nil
        let own = parts.about(id.kind, id.authoredMobile, doorExists: doorExists)
        return try Holding.after(own, stored, of: id, doorExists: doorExists, keys: keys)
    }
}
