import ALMS
import Register
public import RequestLog

/// Admits a plan to be applied, or says why not; nothing is sent before it has.
public struct PlanGate: Sendable {
    /// The keys whose signature counts: the workspace's own and those it trusts.
    public let keys: [VerifierKey]
    /// The keys that approve.
    public let approvers: [VerifierKey]
    /// How many of them have to sign; nil: none.
    public let approvals: Approvals?
    /// The workspace's target.
    public let target: String
    /// Whether stale lines are left out instead of refusing the whole plan.
    public let skipStale: Bool

    /// Makes a gate.
    public init(
        keys: [VerifierKey],
        approvers: [VerifierKey],
        approvals: Approvals?,
        target: String,
        skipStale: Bool
    ) {
        self.keys = keys
        self.approvers = approvers
        self.approvals = approvals
        self.target = target
        self.skipStale = skipStale
    }

    /// Judges signatures, approvals and target.
    ///
    /// - Throws: ``PlanError``.
    public func checkOrigin(_ plan: Plan) throws(PlanError) {
        let signers = try plan.signers(among: keys + approvers)
        let have = signers.count { approvers.contains($0) }
        let need = approvals?.needed(for: plan.steps.count) ?? 0
        guard have >= need else { throw .approvals(have: have, need: need) }
        guard plan.header.target == target else {
            throw .target(plan: plan.header.target, workspace: target)
        }
    }

    /// Judges what the plan would do; the steps that are left out as stale.
    ///
    /// - Throws: ``PlanError/stale(_:)`` or ``PlanError/forbidden(_:)``.
    public func checkContent(_ review: PlanReview) throws(PlanError) -> Set<Int> {
        let forbidden = review.lines.filter { $0.forbidden != nil }
        guard forbidden.isEmpty else {
            throw .forbidden(forbidden.map { "step \($0.step): \($0.forbidden ?? "")" })
        }
        let stale = review.lines.filter(\.isStale)
        guard skipStale || stale.isEmpty else {
            var doors: [String] = []
            for line in stale {
                let door = line.request.door?.description ?? ""
                if !doors.contains(door) { doors.append(door) }
            }
            throw .stale(doors)
        }
        return Set(stale.map(\.step))
    }
}
