public import ALMS

/// The bounds of a run: the workspace's ceiling with the command line and the script below it.
public struct Policy: Sendable {
    /// The operations that may be sent.
    public var allow: Set<OperationName>
    /// At most this many writes.
    public var maxChanges: Int?
    /// At most this many doors written to.
    public var maxDoors: Int?
    /// More failures than this end the run.
    public var maxFailures: FailureBound
    /// More offline doors than this end the run; nil: no number of them does.
    public var maxOffline: FailureBound?
    /// Where the run waits and judges before it goes on; nil: nowhere.
    public var canary: Canary?
    /// Between which hours writes may be sent; nil: always.
    public var hours: Hours?
    /// Why writes are sent outside of ``hours``, if they are; committed in the log.
    public var outsideHours: String?
    /// What a plan needs that changes more than a few; nil where no approval is asked for.
    public var approvals: Approvals?
    /// Whether an occupied door may drop to no confirmed holder (`false`: it may).
    public var keepAWayIn: Bool
    /// Whether a call that says why may leave an occupied door without a way in: those of an approved
    /// plan may, and rehearsals.
    public var mayLockOut = false
    /// Whether operations on doors that the register lacks are refused, not only warned of.
    public var knownDoors: Bool

    /// The defaults of `DESIGN.md`: all but `remote_action`, 10 % failures, a way in kept.
    public static let standard = Policy(
        allow: Set(OperationName.allCases).subtracting([.remoteAction]),
        maxChanges: nil,
        maxDoors: nil,
        maxFailures: .percent(10),
        hours: nil,
        keepAWayIn: true,
        knownDoors: false
    )

    /// Makes a policy.
    public init(
        allow: Set<OperationName>,
        maxChanges: Int?,
        maxDoors: Int?,
        maxFailures: FailureBound,
        hours: Hours?,
        keepAWayIn: Bool,
        knownDoors: Bool
    ) {
        self.allow = allow
        self.maxChanges = maxChanges
        self.maxDoors = maxDoors
        self.maxFailures = maxFailures
        self.hours = hours
        self.keepAWayIn = keepAWayIn
        self.knownDoors = knownDoors
    }
}
