import Glibc

/// What the sandbox plays: whose requests it takes, its rules where the real service's are unknown, its faults.
public struct SandboxSettings: Sendable {
    /// What happens to a grant over one that the same person holds at the same door for an overlapping time.
    public enum Overlap: String, Sendable, CaseIterable {
        /// The new one replaces it.
        case overwrite
        /// The new one is refused.
        case refuse
    }

    /// The partner's id that requests must carry.
    public var partnerId: String
    /// The secret that tokens must be made with.
    public var secret: String
    /// The loopback port; 0 takes any that is free.
    public var port = 0
    /// The file that holds the state; nil keeps it in memory.
    public var database: String?
    /// The overlapping rule.
    public var overlap = Overlap.overwrite
    /// Whether a password needs an authorization, and goes with it.
    public var passwordNeedsAuth = false
    /// Whether removing what is not there is refused.
    public var refusesAbsent = false
    /// Whether a `nonstr` that was seen before is refused.
    public var strictNonce = false
    /// Whether pages of openings begin with the oldest.
    public var oldestLogsFirst = false
    /// How many people one lock holds.
    public var holdersPerLock = 50
    /// By how many seconds a timestamp may be off.
    public var clockTolerance: Int64 = 180
    /// How many requests a second are not too frequent for it; nil: all.
    public var perSecond: Int?
    /// The faults to begin with.
    public var faults: [Fault] = []
    /// Where the faults' chances begin.
    public var seed: UInt64 = 1
    /// The service's clock, Unix seconds; also behind its `Date` header.
    public var unixSeconds: @Sendable () -> Int64 = { Int64(time(nil)) }

    /// The rules that DESIGN.md's sandbox begins with.
    public init(partnerId: String, secret: String) {
        self.partnerId = partnerId
        self.secret = secret
    }
}
