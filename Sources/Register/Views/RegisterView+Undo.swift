import ALMS
import GRDB

extension RegisterView {
    /// What every grant that `run` changed was before, for the inverse plan; in the order of
    /// selections.
    ///
    /// A grant keeps its last ten values; older runs are not found any more.
    public func valuesBefore(run: String) throws(RegisterError) -> [PreviousValue] {
        let changed = try using { reading, _ in try reading.changed(by: run) }
        return try mapped {
            try changed.compactMap { id in
                guard let sight = try sight(of: id.door, .grant(id)),
                    let holding = try sight.holding(id)
                else { return nil }
                return try sight.value(before: run, id, holding)
            }.sorted { Reading.precedes($0.current, $1.current) }
        }
    }
}

extension Reading {
    /// The grants whose previous values name `run`; the text match is only a first sieve.
    fileprivate func changed(by run: String) throws -> [GrantID] {
        let sql =
            "SELECT d.buildingId, d.code, d.doorType, d.door, g.kind, g.authoredMobile "
            + "FROM grants g JOIN doors d ON d.id = g.doorId WHERE instr(g.previous, ?) > 0"
        return try Row.fetchAll(db, sql: sql, arguments: [JSON.string(run).encoded]).map { row in
            let door = DoorKey(
                buildingId: row[0],
                code: row[1],
                doorType: DoorType(rawValue: row[2]) ?? .main,
                door: row[3]
            )
            return GrantID(door: door, kind: GrantKind(code: row[4]), authoredMobile: row[5])
        }
    }
}

extension DoorSight {
    fileprivate func value(
        before run: String,
        _ id: GrantID,
        _ holding: Holding
    ) throws -> PreviousValue? {
        let previous = try holding.previous.all()
        guard let place = previous.firstIndex(where: { $0.run == run }) else { return nil }
        let settled = previous[place].settled
        let terms = settled?.terms ?? Holding.Terms()
        var status: GrantStatus?
        if let settled {
            status = settled.isRemoved ? .removed : (terms.endTime ?? .max) < now ? .ended : .active
        }
        return PreviousValue(
            id: id,
            status: status,
            confidence: settled?.confidence ?? .unknown,
            terms: try terms.revealed(by: keys, of: id, as: .held),
            current: GrantRow(id, doorID: door.id, holding, now: now),
            isChangedSince: previous[place...].contains { $0.run != run }
        )
    }
}
