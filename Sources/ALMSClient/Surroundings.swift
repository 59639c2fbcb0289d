import Glibc

/// What the sender takes from the world: clocks, sleep and chance; tests put others in their place.
public struct Surroundings: Sendable {
    /// The wall clock, Unix seconds.
    public var unixSeconds: @Sendable () -> Int64
    /// A clock that never jumps; only differences mean anything.
    public var now: @Sendable () -> Duration
    /// Returns after a while.
    public var sleep: @Sendable (Duration) async -> Void
    /// A number from 0 up to, not including, 1.
    public var random: @Sendable () -> Double

    /// Puts a world together.
    public init(
        unixSeconds: @escaping @Sendable () -> Int64,
        now: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.unixSeconds = unixSeconds
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// The machine's.
    public static var system: Surroundings {
        let start = ContinuousClock.now
        return Surroundings(
            unixSeconds: { Int64(time(nil)) },
            now: { ContinuousClock.now - start },
            sleep: { try? await Task.sleep(for: $0) },
            random: { Double.random(in: 0..<1) }
        )
    }
}
