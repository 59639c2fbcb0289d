/// What became of a call, all its attempts together.
public struct CallResult: Sendable, Equatable {
    /// The class: `ok` if any attempt was ok; else `unknown` if any attempt got no readable
    /// answer, whatever a later one said; only else `refused` or `failed` (`DESIGN.md`, «Runs»).
    public let outcome: OutcomeClass
    /// The attempt that decided the class.
    public let attempt: Attempt
    /// The last attempt, when it is not the one that decided: a no after a lost answer.
    public let last: Attempt?
    /// How many attempts were made.
    public let attempts: Int

    /// The last attempt's result for a call; nil when there was none.
    public init?(_ attempts: [Attempt]) {
        guard let last = attempts.last else { return nil }
        let decisive =
            attempts.last { $0.outcome == .ok } ?? attempts.last { $0.outcome == .unknown } ?? last
        self.init(
            decisive.outcome,
            decisive,
            attempts: attempts.count,
            last: decisive == last ? nil : last
        )
    }

    /// A call whose class an earlier part of it decided.
    public init(
        _ outcome: OutcomeClass,
        _ attempt: Attempt,
        attempts: Int,
        last: Attempt? = nil
    ) {
        self.outcome = outcome
        self.attempt = attempt
        self.last = last
        self.attempts = attempts
    }

    /// A call that was decided by `attempt`.
    public init(_ attempt: Attempt, attempts: Int) {
        self.init(attempt.outcome, attempt, attempts: attempts)
    }
}
