/// Why nothing was sent, or may be sent any more.
public enum NotSent: Error, Sendable, Hashable, CustomStringConvertible {
    /// The user stopped it.
    case stopped
    /// The intent could not be written down; why, in words.
    case journal(String)
    /// The service could not be reached so many times in a row, and again after a pause.
    case breaker(failures: Int)
    /// The service said for so many seconds that there are too many requests, and nothing else.
    case throttled(seconds: Int64)
    /// The service's clock minus ours, in seconds, is so much that tokens would be refused.
    case clock(seconds: Int64)
    /// The service refused token, clock or rights before; its words.
    case credentials(String)
    /// The gateway of a building or an apartment was found offline; seconds until it is tried again.
    case gatewayOffline(place: String, seconds: Int64)

    /// Whether nothing more can be sent in the same run.
    public var endsRun: Bool {
        switch self {
        case .breaker, .throttled, .clock, .credentials: true
        case .stopped, .journal, .gatewayOffline: false
        }
    }

    /// The reason in words, for «not sent: …».
    public var description: String {
        switch self {
        case .stopped: "stopped"
        case .journal(let why): why
        case .breaker(let failures):
            "the service could not be reached \(failures) times in a row, and again after a pause"
        case .throttled(let seconds):
            "the service said for \(seconds) s that there are too many requests; go on later, with "
                + "a lower pace"
        case .clock(let seconds): ClockWords.skew(seconds)
        case .credentials(let words):
            "the service refused this workspace's requests: \(words); check keys/secret, partner_id "
                + "in yeeuu.yaml and this machine's clock"
        case .gatewayOffline(let place, let seconds):
            "the gateway of \(place) is offline; it is tried again in \(seconds) s"
        }
    }
}

/// The words for a clock that is off.
public enum ClockWords {
    /// `this machine's clock is 200 s ahead of the service's; …`; `seconds`: theirs minus ours.
    public static func skew(_ seconds: Int64) -> String {
        "this machine's clock is \(seconds.magnitude) s \(seconds > 0 ? "behind" : "ahead of")"
            + " the service's; \(remedy)"
    }

    /// How a clock is set.
    public static let remedy =
        "set it: 'timedatectl set-ntp true'; under WSL 'wsl --shutdown' or 'sudo hwclock -s'"
}

extension Attempt {
    /// An attempt that was not made.
    public init(notSent reason: NotSent) {
        self.init(.failed, .notSent, desc: "not sent: \(reason)", notSent: reason)
    }
}
