import ALMS

/// Admits a plan in a workspace that was restored from a backup: the old workspace may have applied
/// what is older than that, and nothing here would know of it.
public struct RestoredGate: Sendable {
    private let restored: Int64?
    private let again: String?

    /// Makes a gate.
    ///
    /// - Parameters:
    ///   - restored: when the workspace was restored, Unix seconds; nil when it never was.
    ///   - again: the id of the plan that its user applies nevertheless.
    public init(restored: Int64?, again: String?) {
        self.restored = restored
        self.again = again
    }

    /// Judges a plan by its age.
    ///
    /// - Returns: the steps that are left out, each with the reason: openings of a plan that may have
    ///   been applied.
    /// - Throws: ``PlanError/restored(plan:at:)``, ``PlanError/openingsAgain``.
    public func check(_ plan: Plan) throws(PlanError) -> [Int: String] {
        guard let restored, plan.header.created < restored else { return [:] }
        guard again == plan.header.plan else {
            throw .restored(plan: plan.header.plan, at: restored)
        }
        var left: [Int: String] = [:]
        for step in plan.steps where step.operation.operation.repeatability == .never {
            left[step.step] = "it may have been opened before the workspace was restored"
        }
        guard left.count < plan.steps.count else { throw .openingsAgain }
        return left
    }
}
