import ALMS
import Register

/// Asks a view what it says of the door that a call is for, and of the state that follows it.
struct DoorFactsReader {
    let view: RegisterView
    let policy: Policy

    /// What the view says.
    ///
    /// - Parameters:
    ///   - call: the call.
    ///   - whole: all calls that belong together, this one among them; none: it stands alone.
    ///   - leaving: grants that are being taken away at this door.
    /// - Returns: the facts; of a door that the register lacks, that it does.
    func facts(
        for call: Call,
        within whole: [Call] = [],
        leaving: Set<GrantID> = []
    ) -> Bounds.DoorFacts {
        let request = call.request
        guard let door = request.door else { return facts(synchronizing: request.apartments) }
        var facts = Bounds.DoorFacts()
        let id = request.grant
        guard let (standing, grant) = try? view.standing(of: door, with: id) else { return facts }
        facts.isKnown = true
        facts.version = standing.version
        facts.lastSeq = standing.lastSeq
        facts.grant = grant
        facts.isOccupied = standing.isOccupied
        if standing.isProtected { facts.protected = [door] }
        if policy.keepAWayIn, standing.isOccupied, !call.scope.isExchange, mayTakeAway(request) {
            judge(call, whole.isEmpty ? [call] : whole, at: door, leaving, &facts)
        }
        return facts
    }

    private func facts(synchronizing apartments: [Apartment]) -> Bounds.DoorFacts {
        var facts = Bounds.DoorFacts()
        for apartment in apartments {
            guard let door = try? view.standing(of: apartment.key) else { continue }
            facts.isKnown = true
            facts.version = door.version
            if door.isProtected { facts.protected.append(door.key) }
        }
        return facts
    }

    /// Whether somebody may have less access afterwards: by a removal, or by other times.
    private func mayTakeAway(_ request: Request) -> Bool {
        switch request.operation {
        case .deleteAuth, .removePassword: true
        case .auth, .generatePassword:
            !WaysIn.isValid(
                from: request.integer(.startTime),
                until: request.integer(.endTime),
                at: view.now
            )
        default: false
        }
    }

    /// Looks at the door after everything that the calls do there.
    private func judge(
        _ call: Call,
        _ whole: [Call],
        at door: DoorKey,
        _ leaving: Set<GrantID>,
        _ facts: inout Bounds.DoorFacts
    ) {
        let now = view.now
        let effects = whole.filter { $0.request.door == door }.map {
            Effect($0.request, Effect.Stage.ok, run: "", at: now)
        }
        guard let before = try? view.grants(at: door).filter({ !leaving.contains($0.id) }),
            let after = try? view.grants(at: door, after: effects)
        else { return }
        facts.takesAWayIn = true
        let mobile = call.request[.authoredMobile]
        if call.scope.vacates, !before.contains(where: { $0.authoredMobile != mobile }) { return }
        let ways = WaysIn(before, at: now)
        let left = WaysIn(after.filter { !leaving.contains($0.id) }, at: now)
        if ways.isLost(leaving: left) {
            if call.scope.lockedOut == nil {
                facts.lastWayIn = ways.words()
            } else {
                facts.lockedOut = ways.words()
            }
        } else if !left.sure.isEmpty, !left.sure.contains(where: { $0.confidence == .confirmed }) {
            facts.importedOnly = left.words()
        }
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

    /// Whether it takes a grant away.
    var isRemoval: Bool { operation == .deleteAuth || operation == .removePassword }

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
