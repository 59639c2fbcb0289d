/// What became of a call, all its attempts together.
public struct CallResult: Sendable, Equatable {
    /// The class: `ok` if any attempt was ok; else `unknown` if any attempt got no readable
    /// answer, whatever a later one said; only else `refused` or `failed` (`DESIGN.md`, «Runs»).
    public let outcome: OutcomeClass
    /// The attempt that decided the class.
    public let attempt: Attempt
    /// How many attempts were made.
    public let attempts: Int

    /// The last attempt's result for a call; nil when there was none.
    public init?(_ attempts: [Attempt]) {
        guard let last = attempts.last else { return nil }
        let decisive =
            attempts.last { $0.outcome == .ok } ?? attempts.last { $0.outcome == .unknown } ?? last
        self.init(decisive, attempts: attempts.count)
    }

    /// A call whose class an earlier part of it decided.
    public init(_ outcome: OutcomeClass, _ attempt: Attempt, attempts: Int) {
        self.outcome = outcome
        self.attempt = attempt
        self.attempts = attempts
    }

    /// A call that was decided by `attempt`.
    public init(_ attempt: Attempt, attempts: Int) {
        outcome = attempt.outcome
        self.attempt = attempt
        self.attempts = attempts
    }
}
