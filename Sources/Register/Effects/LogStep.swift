public import ALMS

/// What one entry of the request log, or some that belong together, do to the register.
public enum LogStep: Sendable {
    /// What became of a request.
    case effect(Effect)
    /// What people changed; the number of its last entry in the log.
    case change(RegisterChange, seq: Int)
    /// A run began; a row that exists is left as it is.
    case began(RunRow)
    /// An earlier run goes on.
    case resumed(RunRow)
    /// A run ended, as the log tells of it: its report is not in there.
    case ended(id: String, state: String, at: Int64, counts: [OutcomeClass: Int])
    /// A run of this process ended, with its report.
    case finished(RunRow)

    /// The entry's number in the log; nil for what may be done twice.
    var seq: Int? {
        switch self {
        case .effect(let effect): effect.seq < 0 ? nil : effect.seq
        case .change(_, let seq): seq < 0 ? nil : seq
        case .began, .resumed, .ended, .finished: nil
        }
    }
}
