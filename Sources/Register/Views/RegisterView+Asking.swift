public import ALMS

/// Questions about a state that is not: what would follow, and what is committed.
extension RegisterView {
    /// The active grants at a door as they would be after `effects`, none of which is recorded.
    public func grants(
        at door: DoorKey,
        after effects: [Effect]
    ) throws(RegisterError) -> [GrantRow] {
        let parts = effects.flatMap(\.parts).filter { $0.door == door }
        guard let sight = try sight(of: door, .grants, after: parts) else { return [] }
        return try mapped { try sight.candidates().map(\.row).filter { $0.status == .active } }
    }

    /// What `authoredMobile` holds or held at a door, without anything that is only recorded here.
    public func committed(
        at door: DoorKey,
        holder authoredMobile: String
    ) throws(RegisterError) -> [GrantRow] {
        var rows: [GrantRow] = []
        for kind in GrantKind.allCases {
            let id = GrantID(door: door, kind: kind, authoredMobile: authoredMobile)
            guard let sight = try sight(of: door, .grant(id), after: nil) else { continue }
            if let row = try mapped({ try sight.grant(id) }) { rows.append(row) }
        }
        return rows
    }

    /// How a grant was changed at or after `time` (Unix seconds); nil when it was not, or is again
    /// what it was then.
    ///
    /// Nothing that is only recorded here counts. A grant keeps its last ten values.
    public func change(
        of id: GrantID,
        since time: Int64
    ) throws(RegisterError) -> GrantChange? {
        guard let sight = try sight(of: id.door, .grant(id), after: nil) else { return nil }
        return try mapped { try sight.change(of: id, since: time) }
    }
}

extension DoorSight {
    fileprivate func change(of id: GrantID, since time: Int64) throws -> GrantChange? {
        guard let holding = try holding(id) else { return nil }
        let later = try holding.previous.all().filter { $0.time >= time }
        guard let first = later.first, let last = later.last else { return nil }
        let fields = fields(of: id, from: first.settled, to: holding.settled)
        return fields.isEmpty ? nil : GrantChange(fields: fields, run: last.run, time: last.time)
    }

    private func fields(
        of id: GrantID,
        from old: Holding.Settled?,
        to new: Holding.Settled?
    ) -> [String] {
        let (wasHeld, isHeld) = (old?.isRemoved == false, new?.isRemoved == false)
        if wasHeld != isHeld { return ["state"] }
        guard isHeld, let old = old?.terms, let new = new?.terms else { return [] }
        var fields: [String] = []
        if old.startTime != new.startTime { fields.append("startTime") }
        if old.endTime != new.endTime { fields.append("endTime") }
        if old.author != new.author { fields.append("author") }
        if old.authoredName != new.authoredName { fields.append("authoredName") }
        let opened = [old, new].map { try? keys.opened($0.password, of: id, as: .held) }
        if opened[0] != opened[1] { fields.append("password") }
        return fields
    }
}
