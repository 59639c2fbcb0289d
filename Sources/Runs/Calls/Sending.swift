import ALMS

/// What became of the first try of a call.
public enum Sending: Sendable {
    /// It is over.
    case over(CallReply)
    /// Gateway or lock are offline: for ``Run/sendAgain(_:)``, once everything else is over.
    case later(Later)
}

/// A call that waits at the end of the line.
///
/// It holds neither a place among the requests under way nor its door.
public struct Later: Sendable {
    let ticket: Ticket
    /// What the first try came to.
    let first: CallResult
    /// The first intent of the call in the log; nil when nothing was sent yet.
    let firstIntent: Int?
    /// Its number among those of the run that wait.
    let number: Int

    var call: Call { ticket.call }
}

extension CallResult {
    /// Whether gateway or lock are offline, and nothing was done, or nobody knows whether it was.
    var isOffline: Bool {
        guard outcome != .ok else { return false }
        let decisive = last ?? attempt
        if case .refusal(let refusal) = decisive.cause { return refusal.isOffline }
        if case .gatewayOffline = decisive.notSent { return true }
        return false
    }

    /// Whether a run counts it among its failures: not what a door alone is about, nor what the
    /// service had no time for.
    var isCounted: Bool {
        guard outcome == .refused || outcome == .failed else { return true }
        switch attempt.cause {
        case .refusal(let refusal): return !refusal.concernsDoor
        case .throttled: return false
        default: return true
        }
    }

    /// Both tries together.
    func followed(by again: CallResult) -> CallResult {
        let count = attempts + again.attempts
        if again.attempts == 0, attempts > 0 {
            return CallResult(outcome, attempt, attempts: count, last: last)
        }
        guard outcome == .unknown, again.outcome != .ok else {
            return CallResult(again.outcome, again.attempt, attempts: count, last: again.last)
        }
        return CallResult(.unknown, attempt, attempts: count, last: again.last ?? again.attempt)
    }

    /// The words of what decided, and of what came after it.
    var words: String {
        guard let last, !last.desc.isEmpty, last.desc != attempt.desc else { return attempt.desc }
        return "\(attempt.desc); then \(last.desc)"
    }

    /// What a user should know beside the service's words; empty where they say it all.
    var hint: String {
        switch (last ?? attempt).cause {
        case .refusal(.noLock): "no lock is bound to this door yet"
        case .refusal(.full): "the lock is full; take away what somebody no longer needs"
        case .refusal(.passwordExists) where outcome == .unknown:
            "the lost request may have set it; rotate the password, or see 'yeeuu grants settle'"
        case .refusal(.passwordExists): "the lock has this password already; give another one"
        case .timeOut: "the lock may have done it"
        default: ""
        }
    }
}
