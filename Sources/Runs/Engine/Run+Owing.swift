import ALMS
public import Register
import Synchronization
import Vault

/// A password that is removed for another one must come back, whatever happens in between.
extension Run {
    /// Whether a call gives somebody a password whose old one this run removed.
    ///
    /// It goes out even after a bound: only what makes every request futile keeps it back.
    func isOwed(_ call: Call, despite reason: StopReason) -> Bool {
        !reason.isFutile && isOwed(call)
    }

    /// Whether a call gives somebody a password whose old one was removed.
    func isOwed(_ call: Call) -> Bool {
        guard call.request.operation == .generatePassword, let id = call.request.grant else {
            return false
        }
        return state.withLock { $0.owed.contains(id) }
    }

    /// Remembers who has no password now, or has one again.
    func noteExchange(_ call: Call, _ outcome: OutcomeClass) {
        guard let id = call.request.grant, outcome == .ok || outcome == .unknown else { return }
        state.withLock { state in
            if call.scope.isExchange {
                state.owed.insert(id)
            } else if call.request.operation == .generatePassword {
                state.owed.remove(id)
            }
        }
    }

    /// Takes over from earlier runs who has no password: what the log tells of one of them, and all of
    /// whom the register knows it.
    ///
    /// Whose new password is on its way, or may be there, is left to it.
    public func owe(_ ids: Set<GrantID> = []) {
        let rows = (try? view.owed()) ?? []
        let known = rows.filter { $0.unsettled != .set }.map(\.id)
        state.withLock { state in
            state.owed.formUnion(ids)
            state.owed.formUnion(known)
        }
    }

    /// Gives everybody the old password back whose new one did not come.
    ///
    /// Nothing is done in a dry run, nor when nothing can be sent: then the register knows it.
    public func putBack() async {
        guard mode == .live, stopped?.isFutile != true else { return }
        let owed = state.withLock { $0.owed }
        for id in owed.sorted(by: { $0.door < $1.door }) {
            guard let request = oldPassword(of: id) else { continue }
            await removeFirst(request, id)
            let call = Call(request, scope: CallScope(isReturn: true))
            if case .send(let ticket) = begin(call) { _ = await send(ticket) }
        }
    }

    /// Takes off what may be on the lock still, where locks refuse a second one.
    private func removeFirst(_ request: Request, _ id: GrantID) async {
        guard setup.rotation == .removeThenSet, let removal = request.removal,
            let row = try? view.grant(id), row.unsettled == .remove
        else { return }
        let call = Call(removal, scope: CallScope(isExchange: true))
        if case .send(let ticket) = begin(call) { _ = await send(ticket) }
    }

    /// Warns of everybody who has no password now.
    func tellOwed() {
        for id in state.withLock({ $0.owed }).sorted(by: { $0.door < $1.door }) {
            setup.events?(
                .warning(
                    "\(id.door) \(id.authoredMobile): the old password was removed and no new one "
                        + "set; 'yeeuu retry' gives it back"
                )
            )
        }
    }

    /// The request that sets the password that somebody had before.
    private func oldPassword(of id: GrantID) -> Request? {
        guard let terms = try? view.settledTerms(of: id), terms.endTime ?? .max > view.now else {
            return nil
        }
        return Request(setting: id, terms)
    }
}
