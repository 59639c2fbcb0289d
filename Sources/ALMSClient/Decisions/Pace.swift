/// How many requests a second: reserves a time for each, in order of asking.
///
/// A bucket of `burst` tokens that fills at `perSecond`, kept as the one instant at which it would
/// be full again.
struct Pace {
    private let interval: Duration?
    private let tolerance: Duration
    private var full: Duration = .zero

    init(perSecond: Double, burst: Int) {
        interval = perSecond > 0 ? .seconds(1 / perSecond) : nil
        tolerance = (interval ?? .zero) * Double(max(burst, 1) - 1)
    }

    /// Takes the next free time and tells how long it is until then.
    mutating func reserve(at now: Duration) -> Duration {
        guard let interval else { return .zero }
        let wait = max(.zero, full - tolerance - now)
        full = max(full, now) + interval
        return wait
    }
}
