public import ALMS
import Register
import RequestLog
import Synchronization

/// Whether somebody lives behind a door follows from what is done there: who is let in at an empty
/// one moves in, and the last one who is taken out of it with `vacate` moves out.
extension Run {
    /// Grows whenever a door is marked as occupied or not.
    public var occupancyMarks: Int { state.withLock { $0.occupancyMarks } }

    /// Marks a door as occupied or not.
    ///
    /// - Throws: `LogError` when the entry cannot be made.
    public func mark(_ door: DoorKey, occupied isOccupied: Bool) throws {
        let time = resources.clock.seconds
        let effect = Effect.occupied(isOccupied, door, run: id, at: time)
        state.withLock { $0.occupancyMarks += 1 }
        guard mode == .live else {
            _ = view.record([effect])
            return
        }
        let change = RegisterChange.occupied(isOccupied, door, at: time)
        let (view, projection) = (view, resources.projection)
        for entry in ChangeEntries.make(change, run: id) {
            state.withLock { _ in
                let overlay = view.record([effect])
                resources.log.enqueue(entry) { result in
                    guard case .success(let seq) = result else { return }
                    projection.add(
                        .init(effect: effect.numbered(seq)) {
                            view.forget([effect], through: overlay)
                        }
                    )
                }
            }
        }
    }

    /// A call is done, or planned: marks its door if somebody moved in or out by it.
    func noteOccupancy(after call: Call) {
        do {
            if call.movesIn, let door = call.request.door { try mark(door, occupied: true) }
            guard let door = state.withLock({ $0.vacating.finish(call) }),
                try view.standing(of: door)?.isOccupied == true,
                try view.grants(at: door).isEmpty
            else { return }
            try mark(door, occupied: false)
        } catch {
            warn("\(call.request.door?.description ?? ""): its occupancy is not noted: \(error)")
        }
    }
}

extension Bounds.DoorFacts {
    /// Whether `request`, once it is ok, lets somebody in at a door that stands empty.
    func isMoveIn(_ request: Request, at now: Int64) -> Bool {
        guard isKnown, !isOccupied,
            request.operation == .auth || request.operation == .generatePassword,
            let end = request.integer(.endTime), end > now
        else { return false }
        guard let grant else { return true }
        return grant.status != .active || grant.unsettled == .set
    }
}
