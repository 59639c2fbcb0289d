/// Compares the service's clock with ours: tokens of a clock that is off are refused.
struct ClockWatch {
    /// What a comparison led to.
    enum Finding: Equatable {
        case warning(seconds: Int64)
        case tooFar(seconds: Int64)
    }

    private let settings: ClientSettings
    private var hasWarned = false
    private var lastText = ""
    private var lastDate: Int64 = 0
    /// The service's clock minus ours, seconds; nil before the first answer with a date.
    private(set) var skew: Int64?

    init(_ settings: ClientSettings) { self.settings = settings }

    /// Takes the `Date` of an answer that came in at `now`, Unix seconds.
    mutating func observe(_ text: String, at now: Int64) -> Finding? {
        // A date lasts a second; under load many answers carry the same.
        if text != lastText {
            guard let date = HTTPDate.unixSeconds(text) else { return nil }
            lastText = text
            lastDate = date
        }
        let seconds = lastDate - now
        skew = seconds
        if abs(seconds) >= settings.skewLimit { return .tooFar(seconds: seconds) }
        guard abs(seconds) >= settings.skewWarning, !hasWarned else { return nil }
        hasWarned = true
        return .warning(seconds: seconds)
    }
}
