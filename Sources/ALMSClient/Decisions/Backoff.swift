/// How long to wait before another attempt: full jitter, never less than the service asks for.
struct Backoff {
    private let settings: ClientSettings

    init(_ settings: ClientSettings) { self.settings = settings }

    /// The wait after attempt `number` (from 1).
    ///
    /// - Parameters:
    ///   - number: the attempt that was made last.
    ///   - retryAfter: the service's wish in seconds.
    ///   - chance: a number from 0 up to 1.
    /// - Returns: nil when the service wants a longer wait than anybody would wait.
    func wait(after number: Int, retryAfter: Int?, chance: Double) -> Duration? {
        let doubled = settings.backoffBase * (1 << min(max(number, 1) - 1, 30))
        let jitter = min(doubled, settings.backoffCap) * chance
        let wish = Duration.seconds(max(retryAfter ?? 0, 0))
        return wish > settings.longestRetryAfter ? nil : max(jitter, wish)
    }
}
