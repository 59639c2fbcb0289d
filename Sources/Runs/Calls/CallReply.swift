public import ALMS

/// What a script gets back for a call.
public struct CallReply: Sendable {
    /// What became of it, in the script's words (`LUA_API.md`, «Values»).
    public enum Class: String, Sendable {
        case ok
        /// A dry run's write: not sent, shown as if it were done.
        case planned
        case refused
        case failed
        case unknown
        /// A bound forbids it.
        case policy
        /// The run was interrupted before it was sent.
        case cancelled
    }

    /// What became of it.
    public let `class`: Class
    /// The service's own words, or ours; no secret in it.
    public let desc: String
    /// The HTTP status, if one came.
    public let status: Int?
    /// How many attempts were made.
    public let attempts: Int
    /// The answer, if one could be read; a faithful one for a planned write.
    public let answer: Answer?
    /// What may be why, what it means, and what to do; empty where nobody can tell.
    public var hint = ""

    /// The service's words with the hint.
    public var words: String { hint.isEmpty ? desc : desc + "; " + hint }

    /// Makes a reply.
    public init(
        _ class: Class,
        desc: String = "",
        status: Int? = nil,
        attempts: Int = 0,
        answer: Answer? = nil
    ) {
        self.class = `class`
        self.desc = desc
        self.status = status
        self.attempts = attempts
        self.answer = answer
    }

    /// Whether the script may go on as if it were done.
    public var isDone: Bool { self.class == .ok || self.class == .planned }

    static let planned = CallReply(.planned, answer: Answer(success: true))

    init(_ result: CallResult, desc: String) {
        let attempt = result.attempt
        let isOffline = if case .gatewayOffline? = attempt.notSent { true } else { false }
        let wasStopped = attempt.cause == .notSent || attempt.cause == .abandoned
        let `class`: Class =
            switch result.outcome {
            case .ok, .unchanged: .ok
            case .refused: .refused
            case .unknown: .unknown
            case .failed, .skipped: isOffline ? .refused : wasStopped ? .cancelled : .failed
            }
        self.init(
            `class`,
            desc: desc,
            status: attempt.status,
            attempts: result.attempts,
            answer: attempt.answer
        )
        hint = result.hint
    }
}
