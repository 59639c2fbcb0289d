import ALMS
import Register

/// Asks a view what it says of the door that a request is for.
struct DoorFactsReader {
    let view: RegisterView
    let policy: Policy

    /// The facts; `leaving` are grants whose removal is in flight.
    func facts(for request: Request, leaving: Set<GrantID> = []) -> Bounds.DoorFacts {
        var facts = Bounds.DoorFacts()
        guard let door = request.door else {
            for apartment in request.apartments {
                guard let door = try? view.standing(of: apartment.key) else { continue }
                facts.isKnown = true
                facts.version = door.version
                facts.isProtected = facts.isProtected || door.isProtected
            }
            return facts
        }
        let id = request.grant
        guard let (door, grant) = try? view.standing(of: door, with: id) else { return facts }
        facts.isKnown = true
        facts.version = door.version
        facts.lastSeq = door.lastSeq
        facts.isProtected = door.isProtected
        facts.grant = grant
        guard request.operation == .deleteAuth || request.operation == .removePassword,
            let id, door.isOccupied
        else { return facts }
        facts.takesAWayIn = true
        facts.losesLastWayIn = policy.keepAWayIn && losesLastWayIn(id, leaving)
        return facts
    }

    /// Whether the door would be left with nobody, or with nobody confirmed, who had somebody before.
    private func losesLastWayIn(_ removed: GrantID, _ leaving: Set<GrantID>) -> Bool {
        guard let rows = try? view.grants(at: removed.door) else { return false }
        let before = rows.filter { !leaving.contains($0.id) }
        let after = before.filter { $0.id != removed }
        guard after.count < before.count else { return false }
        let confirmed = before.contains { $0.confidence == .confirmed }
        let losesConfirmed = confirmed && !after.contains { $0.confidence == .confirmed }
        return after.isEmpty || losesConfirmed
    }
}

extension Request {
    /// The grant that the request sets or removes.
    var grant: GrantID? {
        guard let door, let mobile = self[.authoredMobile],
            let kind = ChangeMaker.grantKind(operation)
        else { return nil }
        return GrantID(door: door, kind: kind, authoredMobile: mobile)
    }

    /// The removal of the password that the request sets; nil for other requests.
    var removal: Request? {
        guard operation == .generatePassword else { return nil }
        return Request(
            restoring: .removePassword,
            texts: Dictionary(fields.map { ($0.name.rawValue, $0.text) }) { $1 },
            door: door
        )
    }
}
