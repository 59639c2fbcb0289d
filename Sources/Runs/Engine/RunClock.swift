/// Where a run reads the time; injected where a test needs it.
public struct RunClock: Sendable {
    /// Microseconds since 1970.
    public let now: @Sendable () -> Int64
    /// The minute of the day, 0 to 1439, in the workspace's zone at the given microseconds.
    public let minuteOfDay: @Sendable (Int64) -> Int

    /// A clock of two closures.
    public init(
        now: @escaping @Sendable () -> Int64,
        minuteOfDay: @escaping @Sendable (Int64) -> Int
    ) {
        self.now = now
        self.minuteOfDay = minuteOfDay
    }

    /// The machine's clock, with minutes of the day eight hours east of Greenwich.
    public static let system = RunClock(
        now: { POSIX.microseconds() },
        minuteOfDay: { Int(($0 / 60_000_000 + 480) % 1440) }
    )

    /// Unix seconds.
    public var seconds: Int64 { now() / 1_000_000 }
}
