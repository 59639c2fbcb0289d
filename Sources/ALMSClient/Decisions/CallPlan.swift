import ALMS

/// What follows an attempt of one call: another one, or the end.
struct CallPlan {
    /// What to do next.
    enum Step: Equatable {
        case finish
        /// The quota of retries forbids what the rules would allow.
        case finishForWantOfQuota
        case again(after: Duration)
    }

    private let operation: Operation
    private let settings: ClientSettings
    private var attempts: [Attempt] = []
    /// How many of them the service found too frequent: they are not counted among the others.
    private var throttled = 0

    init(_ operation: Operation, _ settings: ClientSettings) {
        self.operation = operation
        self.settings = settings
    }

    /// The number of the attempt to be made next, from 1.
    var number: Int { attempts.count + 1 }

    /// Takes what became of an attempt and decides.
    ///
    /// - Parameters:
    ///   - attempt: what became of it.
    ///   - mayGoOn: false when nothing new may start.
    ///   - quota: what a retry is taken from.
    ///   - chance: a number from 0 up to 1, for the jitter.
    /// - Returns: another attempt after a wait, or the end.
    mutating func step(
        after attempt: Attempt,
        mayGoOn: Bool,
        quota: inout RetryQuota,
        chance: Double
    ) -> Step {
        attempts.append(attempt)
        if attempt.outcome == .ok { quota.refund() }
        guard mayGoOn, RetryRule.mayRepeat(attempt, of: operation) else { return .finish }
        if case .throttled(let seconds) = attempt.cause { return slowedDown(retryAfter: seconds) }
        guard attempts.count - throttled < settings.attempts else { return .finish }
        var retryAfter: Int?
        if case .busy(let seconds) = attempt.cause { retryAfter = seconds }
        guard
            let wait = Backoff(settings).wait(
                after: attempts.count - throttled,
                retryAfter: retryAfter,
                chance: chance
            )
        else { return .finish }
        return quota.spend() ? .again(after: wait) : .finishForWantOfQuota
    }

    /// Takes neither an attempt nor the quota, but not for ever.
    private mutating func slowedDown(retryAfter: Int?) -> Step {
        throttled += 1
        guard throttled < settings.throttleLimit else { return .finish }
        let doubled = settings.throttleBase * (1 << min(throttled - 1, 20))
        let wish = min(Duration.seconds(retryAfter ?? 0), settings.longestRetryAfter)
        // The first time the service's own word is enough.
        if throttled == 1, retryAfter != nil { return .again(after: max(wish, .seconds(1))) }
        return .again(after: max(min(doubled, settings.throttleCap), wish))
    }

    /// The call's end after the attempts so far; `reason` tells why there was none.
    func result(notSent reason: NotSent = .stopped) -> CallResult {
        CallResult(attempts) ?? CallResult(Attempt(notSent: reason), attempts: 0)
    }
}
