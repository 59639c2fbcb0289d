/// Why nothing was sent, or may be sent any more.
public enum NotSent: Error, Sendable, Hashable, CustomStringConvertible {
    /// The user stopped it.
    case stopped
    /// The intent could not be written down; why, in words.
    case journal(String)
    /// The service could not be reached so many times in a row, and again after a pause.
    case breaker(failures: Int)
    /// The service's clock minus ours, in seconds, is so much that tokens would be refused.
    case clock(seconds: Int64)
    /// The service refused the token or the clock before; its words.
    case credentials(String)
    /// The building's gateway was found offline; seconds until it is tried again.
    case buildingOffline(buildingId: String, seconds: Int64)

    /// Whether nothing more can be sent in the same run.
    public var endsRun: Bool {
        switch self {
        case .breaker, .clock, .credentials: true
        case .stopped, .journal, .buildingOffline: false
        }
    }

    /// The reason in words, for «not sent: …».
    public var description: String {
        switch self {
        case .stopped: "stopped"
        case .journal(let why): why
        case .breaker(let failures):
            "the service could not be reached \(failures) times in a row, and again after a pause"
        case .clock(let seconds):
            "this machine's clock is \(abs(seconds)) s \(seconds > 0 ? "behind" : "ahead of")"
                + " the service's; set it right"
        case .credentials(let words): "the service refused token or clock before: \(words)"
        case .buildingOffline(let buildingId, let seconds):
            "the gateway of \(buildingId) is offline; it is tried again in \(seconds) s"
        }
    }
}

extension Attempt {
    /// An attempt that was not made.
    public init(notSent reason: NotSent) {
        self.init(.failed, .notSent, desc: "not sent: \(reason)", notSent: reason)
    }
}
