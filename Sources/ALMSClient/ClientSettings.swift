/// How requests are sent; every number that the sender goes by.
///
/// Source of the defaults: `DESIGN.md`, «Settings and their defaults».
public struct ClientSettings: Sendable, Equatable {
    /// How many requests may be under way at once; at least 1.
    public var concurrency = 4
    /// How many requests a second; 0 sets no limit.
    public var perSecond = 2.0
    /// How many requests may follow at once after a rest; at least 1.
    public var burst = 2
    /// How long a connection and its TLS handshake may take.
    public var connectTimeout = Duration.seconds(10)
    /// How long an attempt may take from its connection to the last byte of its answer.
    public var totalTimeout = Duration.seconds(30)
    /// How many attempts a call may have; at least 1.
    public var attempts = 3
    /// The longest wait before the second attempt; it doubles with each further one.
    public var backoffBase = Duration.seconds(1)
    /// What the wait between attempts never exceeds, unless the service asks for more.
    public var backoffCap = Duration.seconds(20)
    /// The longest `Retry-After` that is waited for; the call ends at a longer one.
    public var longestRetryAfter = Duration.seconds(300)
    /// How many tokens the quota of retries holds at first and at most.
    public var retryTokens = 20
    /// How many tokens a retry takes.
    public var retryCost = 5
    /// How many tokens a success brings back.
    public var retryRefund = 1
    /// How many transport failures in a row trip the breaker.
    public var breakerFailures = 5
    /// How long nothing is sent after the breaker tripped.
    public var breakerPause = Duration.seconds(60)
    /// Which trip ends the sending.
    public var breakerTrips = 2
    /// How long a call waits at first that the service found too frequent; it doubles.
    public var throttleBase = Duration.seconds(5)
    /// What that wait never exceeds.
    public var throttleCap = Duration.seconds(300)
    /// How many such answers a call bears.
    public var throttleLimit = 10
    /// How few requests a second the pace may come down to.
    public var slowestPace = 0.1
    /// How long all answers may say so before the sending ends.
    public var throttlePatience = Duration.seconds(900)
    /// How many apartments of a building in a row make its gateway offline for all of them.
    public var offlineApartments = 3
    /// How long a gateway that was found offline is left alone at first.
    public var offlineBase = Duration.seconds(60)
    /// How long it is left alone at most.
    public var offlineCap = Duration.seconds(1800)
    /// How many bytes an answer may have.
    public var largestAnswer = 1 << 20
    /// How long an idle connection is kept.
    public var idleConnection = Duration.seconds(5)
    /// From how many seconds on a clock that is off draws a notice.
    public var skewWarning: Int64 = 60
    /// From how many seconds on a clock that is off ends the sending.
    public var skewLimit: Int64 = 150
    /// How many answers in a row must agree on it.
    public var skewAnswers = 3
    /// How old a token must be, seconds, for its refusal to say nothing of secret and clock.
    public var staleToken: Int64 = 120

    /// The defaults for the real service.
    public init() {}

    /// The defaults for the sandbox: 16 at once, no pace.
    public static var sandbox: ClientSettings {
        var settings = ClientSettings()
        settings.concurrency = 16
        settings.perSecond = 0
        return settings
    }
}
