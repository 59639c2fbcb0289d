/// What effects mean for a grant, as a pure function of the grant before.
extension Holding {
    /// The grant `id` after those of `parts` that concern it, once its door exists.
    static func after(
        _ parts: [Part],
        _ stored: Holding?,
        of id: GrantID,
        doorExists: Bool,
        keys: Keyring
    ) throws -> Holding? {
        var holding = stored
        var doorExists = doorExists
        for part in parts {
            if !doorExists { doorExists = DoorRecord.after(part, nil) != nil }
            guard doorExists, part.concerns(id.kind, id.authoredMobile) else { continue }
            holding = after(part, holding, keys: keys, id: id)
        }
        return holding
    }

    /// The grant after `part`, which concerns it; nil when nothing is left of it.
    static func after(
        _ part: Part,
        _ before: Holding?,
        keys: Keyring,
        id: GrantID
    ) -> Holding? {
        var holding = before ?? Holding()
        switch part.change {
        case .set(_, _, let terms):
            let wanted = Open(wish: .set, isUnknown: false, terms: Terms(terms))
            holding.take(part, wanted, keys: keys, id: id)
        case .remove:
            guard before != nil else { return nil }
            var wanted = Open(wish: .remove, isUnknown: false, terms: Terms())
            wanted.isExchange = !part.isFinal
            holding.take(part, wanted, keys: keys, id: id)
        case .none, .apartment, .occupied: break
        }
        return holding.isEmpty ? nil : holding
    }

    private mutating func take(
        _ part: Part,
        _ wanted: Open,
        keys: Keyring,
        id: GrantID
    ) {
        let place = open.firstIndex {
            $0.wish == wanted.wish
                && $0.terms.equals(wanted.terms, keys: keys, id: id, roles: (.asked, .asked))
        }
        switch part.stage {
        case .asked:
            if let place { open[place].isDeclined = false } else { open.append(wanted) }
        case .unknown:
            if place == nil { open.append(wanted) }
            open[place ?? open.endIndex - 1].isDeclined = false
            open[place ?? open.endIndex - 1].isUnknown = true
            open[place ?? open.endIndex - 1].isExchange = wanted.isExchange
        case .refused, .failed:
            if let place, open[place].isUnknown { return }
            if let place { open.remove(at: place) }
            guard wanted.wish == .remove, part.isFinal, settled?.isRemoved == false else { return }
            open.append(Open(wish: .remove, isUnknown: false, terms: Terms(), isDeclined: true))
        case .ok: settle(part, wanted, keys: keys, id: id)
        }
    }

    private mutating func settle(
        _ part: Part,
        _ wanted: Open,
        keys: Keyring,
        id: GrantID
    ) {
        let isHeld = settled?.isRemoved == false || isOwed || open.contains { $0.wish == .set }
        open = []
        var next = Settled(confidence: .confirmed, confirmedAt: part.time, terms: wanted.terms)
        if wanted.wish == .remove {
            next.isRemoved = true
            next.isOwed = wanted.isExchange && isHeld
            next.terms = settled?.terms ?? Terms()
        }
        if !isSame(next, keys: keys, id: id) {
            previous.append(Previous(run: part.run, time: part.time, settled: settled))
        } else if wanted.wish == .set, let kept = settled?.terms {
            next.terms = kept
        }
        settled = next
    }

    private func isSame(_ next: Settled, keys: Keyring, id: GrantID) -> Bool {
        guard let settled, settled.isRemoved == next.isRemoved else { return false }
        return settled.terms.equals(next.terms, keys: keys, id: id, roles: (.held, .held))
    }
}
