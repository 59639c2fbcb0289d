/// How many requests a second: reserves a time for each, in order of asking.
///
/// A bucket of `burst` tokens that fills at `perSecond`, kept as the one instant at which it would
/// be full again. It can be slowed down, for good.
struct Pace {
    private var interval: Duration?
    private var tolerance: Duration
    private let slowest: Duration
    private var full: Duration = .zero
    private var first: Duration?
    private var count = 0
    /// Grows when it is slowed down: times that were reserved before are void.
    private(set) var generation = 0

    init(perSecond: Double, burst: Int, slowest: Double = 0.001) {
        // Less than one in a quarter of an hour is no pace.
        interval = perSecond > 0 ? .seconds(1 / max(perSecond, 0.001)) : nil
        tolerance = (interval ?? .zero) * Double(max(burst, 1) - 1)
        self.slowest = .seconds(1 / max(slowest, 0.001))
    }

    /// Takes the next free time and tells how long it is until then.
    mutating func reserve(at now: Duration) -> Duration {
        count += 1
        if first == nil { first = now }
        guard let interval else { return .zero }
        let wait = max(.zero, full - tolerance - now)
        full = max(full, now) + interval
        return wait
    }

    /// Halves it, without bursts from now on; returns the requests a second that are left.
    ///
    /// Without a limit so far, half of what was sent is the first one.
    mutating func halve(at now: Duration) -> Double {
        let before = interval ?? observed(at: now)
        let halved = max(before, min(before * 2, slowest))
        interval = halved
        tolerance = .zero
        full = now + halved
        generation += 1
        return 1 / (halved / .seconds(1))
    }

    private func observed(at now: Duration) -> Duration {
        let passed = max(now - (first ?? now), .seconds(1))
        return passed / Double(max(count, 1))
    }
}
