/// How many retries a run may still have: they cost tokens, successes bring some back.
struct RetryQuota {
    private let settings: ClientSettings
    private(set) var tokens: Int

    init(_ settings: ClientSettings) {
        self.settings = settings
        tokens = settings.retryTokens
    }

    /// Whether a retry may be made; takes its tokens.
    mutating func spend() -> Bool {
        guard tokens >= settings.retryCost else { return false }
        tokens -= settings.retryCost
        return true
    }

    /// Takes note of a success.
    mutating func refund() {
        tokens = min(tokens + settings.retryRefund, settings.retryTokens)
    }
}
