import ALMS
import Register
import Synchronization
import Vault

/// A password that is removed for another one must come back, whatever happens in between.
extension Run {
    /// Whether a call gives somebody a password whose old one this run removed.
    ///
    /// It goes out even after a bound: only what makes every request futile keeps it back.
    func isOwed(_ call: Call, despite reason: StopReason) -> Bool {
        guard call.request.operation == .generatePassword, !reason.endsReads,
            let id = call.request.grant
        else { return false }
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

    /// Takes over from an earlier part of the run who has no password.
    func owe(_ ids: Set<GrantID>) { state.withLock { $0.owed.formUnion(ids) } }

    /// Gives everybody the old password back whose new one did not come.
    ///
    /// Nothing is done in a dry run, nor when nothing can be sent: then resuming does it.
    public func putBack() async {
        guard mode == .live, stopped?.endsReads != true else { return }
        let owed = state.withLock { $0.owed }
        for id in owed.sorted(by: { $0.door < $1.door }) {
            guard let request = oldPassword(of: id) else { continue }
            if case .send(let ticket) = begin(Call(request)) { _ = await send(ticket) }
        }
    }

    /// Warns of everybody who has no password now.
    func tellOwed() {
        for id in state.withLock({ $0.owed }).sorted(by: { $0.door < $1.door }) {
            setup.events?(
                .warning(
                    "\(id.door) \(id.authoredMobile): the old password was removed and no new one "
                        + "set; 'yeeuu resume \(self.id)' puts the old one back"
                )
            )
        }
    }

    /// The request that sets the password that somebody had before.
    private func oldPassword(of id: GrantID) -> Request? {
        guard let row = try? view.grant(id), let password = try? view.password(of: id) else {
            return nil
        }
        return Request(setting: id, row.terms(password))
    }
}
