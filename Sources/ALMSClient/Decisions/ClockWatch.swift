/// Compares the service's clock with ours: tokens of a clock that is off are refused.
///
/// An answer's `Date` was written somewhere between the sending of the request and its coming in.
/// Our clock is read when the request goes out; how long it took, a clock tells that nobody sets
/// and that counts sleep. Between the two ends the skew nearest to none is assumed, and several
/// answers in a row must agree before it is believed.
struct ClockWatch {
    /// What a comparison led to.
    enum Finding: Equatable {
        case warning(seconds: Int64)
        case tooFar(seconds: Int64)
    }

    /// What an answer tells of the clock.
    struct Sample {
        /// The `Date`.
        var date: String
        /// Our clock when the request went out, Unix seconds.
        var sentAt: Int64
        /// How long it took, sleep included.
        var took: Duration
        /// How much of that the machine slept.
        var slept: Duration
    }

    /// By how many seconds answers that agree may differ.
    private static let agreement: Int64 = 10

    private let settings: ClientSettings
    private var hasWarned = false
    private var lastText = ""
    private var lastDate: Int64 = 0
    private var agreeing: [Int64] = []
    /// The service's clock minus ours, seconds; nil before the first answer with a date.
    private(set) var skew: Int64?

    init(_ settings: ClientSettings) { self.settings = settings }

    /// Takes what an answer tells.
    mutating func observe(_ sample: Sample) -> Finding? {
        guard sample.slept < .seconds(1), let date = date(sample.date) else { return nil }
        let latest = date - sample.sentAt
        let earliest = latest - max(sample.took.components.seconds, 0)
        let seconds = earliest > 0 ? earliest : min(latest, 0)
        skew = seconds
        guard agrees(seconds) else { return nil }
        if seconds.magnitude >= settings.skewLimit.magnitude { return .tooFar(seconds: seconds) }
        guard !hasWarned else { return nil }
        hasWarned = true
        return .warning(seconds: seconds)
    }

    /// Whether enough answers in a row tell of this skew, and it is one to speak of.
    private mutating func agrees(_ seconds: Int64) -> Bool {
        guard seconds.magnitude >= settings.skewWarning.magnitude else {
            agreeing = []
            return false
        }
        if let last = agreeing.last, abs(last - seconds) > Self.agreement { agreeing = [] }
        agreeing.append(seconds)
        if agreeing.count > settings.skewAnswers { agreeing.removeFirst() }
        return agreeing.count >= settings.skewAnswers
    }

    private mutating func date(_ text: String) -> Int64? {
        // A date lasts a second; under load many answers carry the same.
        if text != lastText {
            guard let date = HTTPDate.unixSeconds(text) else { return nil }
            lastText = text
            lastDate = date
        }
        return lastDate
    }
}
