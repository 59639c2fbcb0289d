import Vault

/// A person's word on what somebody holds of whom the register was not sure.
struct SettledLine: Sendable {
    let id: GrantID
    /// What they hold; nil when they hold nothing.
    let held: GrantLine?

    /// The grant as the person says it is: nothing is open about it any more.
    func applied(to before: Holding?, at time: Int64) -> Holding {
        var holding = before ?? Holding()
        let old = holding.settled
        holding.open = []
        if let held { return held.applied(to: holding, at: time) }
        holding.previous.append(.init(run: "settle", time: time, settled: old))
        holding.settled = Holding.Settled(
            isRemoved: true,
            confidence: .imported,
            confirmedAt: nil,
            terms: old?.terms ?? Holding.Terms()
        )
        return holding
    }
}
