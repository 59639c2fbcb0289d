/// Where a run reads the time; injected where a test needs it.
public struct RunClock: Sendable {
    /// Microseconds since 1970.
    public let now: @Sendable () -> Int64
    /// The minute of the day, 0 to 1439, in the workspace's zone at the given microseconds.
    public let minuteOfDay: @Sendable (Int64) -> Int
    /// What that zone's clocks show at the given microseconds, as ids of runs begin:
    /// `20261201-173015`.
    public let stamp: @Sendable (Int64) -> String

    /// A clock of closures; stamps are those of eight hours east of Greenwich unless given.
    public init(
        now: @escaping @Sendable () -> Int64,
        minuteOfDay: @escaping @Sendable (Int64) -> Int,
        stamp: (@Sendable (Int64) -> String)? = nil
    ) {
        self.now = now
        self.minuteOfDay = minuteOfDay
        self.stamp = stamp ?? { POSIX.utc($0 / 1_000_000 + 28_800) }
    }

    /// The machine's clock, eight hours east of Greenwich.
    public static let system = RunClock(
        now: { POSIX.microseconds() },
        minuteOfDay: { Int(($0 / 60_000_000 + 480) % 1440) }
    )

    /// Unix seconds.
    public var seconds: Int64 { now() / 1_000_000 }
}
