/// Whether an attempt is followed by another one (`alms/API.md`, last two tables).
public enum RetryRule {
    /// Whether the request may be sent again at all, budgets aside.
    public static func mayRepeat(_ attempt: Attempt, of operation: Operation) -> Bool {
        guard operation.repeatability != .never else { return false }
        switch attempt.cause {
        case .noConnection, .busy, .throttled, .timeOut, .noAnswer, .unreadable: return true
        case .none, .refusal, .notSent, .abandoned: return false
        }
    }
}
