import Glibc

/// What the sender takes from the world: clocks, sleep and chance; tests put others in their place.
public struct Surroundings: Sendable {
    /// The wall clock, Unix seconds.
    public var unixSeconds: @Sendable () -> Int64
    /// A clock that never jumps and counts sleep; only differences mean anything.
    public var now: @Sendable () -> Duration
    /// The same without the time that the machine slept.
    public var awake: @Sendable () -> Duration
    /// Returns after a while.
    public var sleep: @Sendable (Duration) async -> Void
    /// A number from 0 up to, not including, 1.
    public var random: @Sendable () -> Double

    /// Puts a world together; unless `awake` is given, it never sleeps.
    public init(
        unixSeconds: @escaping @Sendable () -> Int64,
        now: @escaping @Sendable () -> Duration,
        awake: (@Sendable () -> Duration)? = nil,
        sleep: @escaping @Sendable (Duration) async -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.unixSeconds = unixSeconds
        self.now = now
        self.awake = awake ?? now
        self.sleep = sleep
        self.random = random
    }

    /// The machine's.
    public static var system: Surroundings {
        let start = ContinuousClock.now
        let awakeStart = SuspendingClock.now
        return Surroundings(
            unixSeconds: { Int64(time(nil)) },
            now: { ContinuousClock.now - start },
            awake: { SuspendingClock.now - awakeStart },
            sleep: { try? await Task.sleep(for: $0) },
            random: { Double.random(in: 0..<1) }
        )
    }
}
