import ALMS
import Register
public import RequestLog

/// Admits a plan to be applied, or says why not; nothing is sent before it has.
public struct PlanGate: Sendable {
    /// The keys that plans are made with: the workspace's own and those it trusts.
    public let keys: [VerifierKey]
    /// The keys that approve.
    public let approvers: [VerifierKey]
    /// How many of them have to sign; nil: none.
    public let approvals: Approvals?
    /// The workspace's target.
    public let target: String
    /// Whether stale lines are left out instead of refusing the whole plan.
    public let skipStale: Bool
    /// Writes a time, Unix seconds, for people.
    public var format = RunSetup.plainTime

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

    /// The plan in `bytes`, which is read only once a known key has signed it.
    ///
    /// - Throws: ``PlanError``.
    public func read(_ bytes: [UInt8]) throws(PlanError) -> Plan {
        try Plan(parsing: bytes, signedBy: keys + approvers)
    }

    /// Judges signatures, approvals and target.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - sent: what was sent without an approval lately.
    /// - Returns: who made it, and who approved.
    /// - Throws: ``PlanError``.
    @discardableResult
    public func checkOrigin(
        _ plan: Plan,
        after sent: ApprovalLedger = ApprovalLedger()
    ) throws(PlanError) -> PlanOrigin {
        let origin = try origin(of: plan)
        let size = ApprovalLedger.size(of: plan)
        let need = approvals.map { sent.needed($0, for: size) } ?? 0
        guard origin.approvers.count >= need else {
            throw .approvals(have: origin.approvers.count, need: need)
        }
        guard plan.header.target == target else {
            throw .target(plan: plan.header.target, workspace: target)
        }
        return origin
    }

    /// Who made the plan, and who approved.
    ///
    /// - Throws: ``PlanError/signature(_:)`` when no key that makes plans has signed it.
    public func origin(of plan: Plan) throws(PlanError) -> PlanOrigin {
        let signers = try plan.signers(among: keys + approvers)
        guard let origin = PlanOrigin(signers, planKeys: keys, approvers: approvers) else {
            throw .signature(
                "no key that makes plans has signed it, and an approver's signature alone admits "
                    + "none; 'yeeuu keys trust VKEY' trusts the workspace that made it"
            )
        }
        return origin
    }

    /// Judges what the plan would do; the steps that are left out as stale.
    ///
    /// - Throws: ``PlanError/stale(_:)`` or ``PlanError/forbidden(_:)``.
    public func checkContent(_ review: PlanReview) throws(PlanError) -> Set<Int> {
        let forbidden = review.lines.filter { $0.forbidden != nil && !$0.isStale }
        guard forbidden.isEmpty else {
            throw .forbidden(forbidden.map { "step \($0.step): \($0.forbidden ?? "")" })
        }
        let stale = review.lines.filter(\.isStale)
        guard stale.isEmpty || (skipStale && stale.count < review.lines.count) else {
            throw .stale(stale.map(words))
        }
        return Set(stale.map(\.step))
    }

    private func words(_ line: PlanReview.Line) -> String {
        let why = line.stale?.words(format) ?? ""
        if line.stale?.bound != nil { return why }
        let whom = [line.request.door?.description ?? "", line.request[.authoredMobile] ?? ""]
        return "\(whom.filter { !$0.isEmpty }.joined(separator: " ")) (\(why))"
    }
}
