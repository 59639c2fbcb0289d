/// Why a run starts nothing more.
public enum StopReason: Sendable, Equatable, CustomStringConvertible {
    /// Ctrl-C.
    case interrupted
    /// A mistake in the script, in one of the items of an `each`.
    case scriptBug
    /// A bound was reached: its name, and what happened.
    case bound(String, String)
    /// Token or clock are wrong: every further request would be refused.
    case credentials(String)
    /// The request log cannot be written.
    case log(String)
    /// The service cannot be reached; the breaker tripped twice.
    case breaker(String)

    /// For people.
    public var description: String {
        switch self {
        case .interrupted: "interrupted"
        case .scriptBug: "a mistake in the script"
        case .bound(let name, let words): "\(name): \(words)"
        case .credentials(let words): words
        case .log(let words): "the request log cannot be written: \(words)"
        case .breaker(let words): "the service cannot be reached: \(words)"
        }
    }

    /// The exit code that this reason alone would give.
    public var exitCode: ExitCode {
        switch self {
        case .interrupted: .interrupted
        case .scriptBug: .usage
        case .bound, .breaker: .bound
        case .credentials: .credentials
        case .log: .log
        }
    }

    /// Whether reads are of no use either: nothing can be sent, or nothing can be logged.
    var endsReads: Bool {
        switch self {
        case .interrupted, .credentials, .log, .breaker: true
        case .scriptBug, .bound: false
        }
    }

    /// Whether nothing can be sent or written down, not even a password that somebody waits for.
    var isFutile: Bool {
        switch self {
        case .credentials, .log, .breaker: true
        case .interrupted, .scriptBug, .bound: false
        }
    }

    /// Whether calls that were admitted before, and not sent yet, are kept back too.
    ///
    /// A bound that counts what is admitted holds for what comes after it alone.
    var endsAdmitted: Bool {
        guard case .bound(let name, _) = self else { return true }
        return !["max_changes", "max_doors", "hours", "approvals"].contains(name)
    }

    /// What a write gets that comes after it.
    var reply: CallReply {
        switch self {
        case .interrupted, .scriptBug: CallReply(.cancelled, desc: "the run was stopped; \(self)")
        case .bound, .breaker, .credentials, .log:
            CallReply(.policy, desc: "the run was stopped; \(self)")
        }
    }
}
