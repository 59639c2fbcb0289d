/// Stops the sending for a while when the service cannot be reached, and for good the second time.
///
/// Failures of attempts that began before the last trip do not count: when 64 requests are in
/// flight and the line dies, that is one outage.
struct Breaker {
    /// What a failure led to.
    enum Trip: Equatable {
        /// Nothing is sent for so long.
        case pause(Duration)
        /// Nothing is sent any more.
        case end
    }

    private let settings: ClientSettings
    private var failures = 0
    private var trips = 0
    private var lastTrip: Duration?
    /// Until when nothing is sent.
    private(set) var openUntil: Duration = .zero

    init(_ settings: ClientSettings) { self.settings = settings }

    /// An answer came, whatever it said.
    mutating func answered() { failures = 0 }

    /// No connection, or no answer on it.
    mutating func failed(begunAt start: Duration, now: Duration) -> Trip? {
        if let lastTrip, start < lastTrip { return nil }
        failures += 1
        guard failures >= settings.breakerFailures else { return nil }
        failures = 0
        trips += 1
        lastTrip = now
        guard trips < settings.breakerTrips else { return .end }
        openUntil = now + settings.breakerPause
        return .pause(settings.breakerPause)
    }
}
