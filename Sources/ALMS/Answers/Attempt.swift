/// What became of one attempt to send a request.
public struct Attempt: Sendable, Equatable {
    /// Why it is not ok.
    public enum Cause: Sendable, Equatable {
        /// It is ok.
        case none
        /// The service said no.
        case refusal(Refusal)
        /// The intent stands in the log, but nothing was sent.
        case notSent
        /// No connection: not a byte of the request was written.
        case noConnection
        /// 503, or a part of the service is down; it names the seconds to wait, if it does.
        case busy(retryAfter: Int?)
        /// Too many requests: 429, or words that say so.
        case throttled(retryAfter: Int?)
        /// The gateway did not hear of the lock in time, and the lock may have acted.
        case timeOut
        /// Time-out, or the connection was cut, after bytes were written.
        case noAnswer
        /// An answer that could not be read: 5xx, a redirect, no JSON, too large.
        case unreadable
        /// The user abandoned it.
        case abandoned
    }

    /// The class.
    public let outcome: OutcomeClass
    /// Why it is not ok.
    public let cause: Cause
    /// The HTTP status, if one came.
    public let status: Int?
    /// The service's own words, or ours when it said nothing readable.
    public let words: ServiceWords
    /// The answer, if one could be read.
    public let answer: Answer?
    /// Why it was not made, where the sender could tell.
    public let notSent: NotSent?

    /// The words' text.
    public var desc: String { words.text }

    /// Reads what `event` says of a request of `operation`; `mask` hides what a service echoes.
    public init(
        _ event: TransportEvent,
        of operation: OperationName,
        hiding mask: @autoclosure () -> EchoMask = .none
    ) {
        switch event {
        case .notSent(let why): self.init(.failed, .notSent, desc: "not sent: \(why)")
        case .noConnection(let why): self.init(.failed, .noConnection, desc: why)
        case .noAnswer(let why): self.init(.unknown, .noAnswer, desc: why)
        case .abandoned: self.init(.unknown, .abandoned, desc: "abandoned while in flight")
        case .oversized(let status, let limit):
            let desc = "the answer is larger than \(limit) bytes"
            self.init(.unknown, .unreadable, status: status, desc: desc)
        case .answered(let status, let retryAfter, let body):
            self = AnsweredAttempt(status, retryAfter, body, operation, hiding: mask).attempt
        }
    }

    init(
        _ outcome: OutcomeClass,
        _ cause: Cause,
        status: Int? = nil,
        desc: String,
        answer: Answer? = nil,
        notSent: NotSent? = nil
    ) {
        self.init(
            outcome,
            cause,
            status: status,
            words: ServiceWords(desc, hiding: .none),
            answer: answer,
            notSent: notSent
        )
    }

    init(
        _ outcome: OutcomeClass,
        _ cause: Cause,
        status: Int? = nil,
        words: ServiceWords,
        answer: Answer? = nil,
        notSent: NotSent? = nil
    ) {
        self.outcome = outcome
        self.cause = cause
        self.status = status
        self.words = words
        self.answer = answer
        self.notSent = notSent
    }

    /// The same, when its token was `seconds` old before the service could answer: that it was
    /// refused says nothing of token and clock, and it was surely not done.
    public func refusedAsStale(seconds: Int64) -> Attempt {
        Attempt(
            .failed,
            .busy(retryAfter: nil),
            status: status,
            desc: "\(desc); the request was \(seconds) s old when the answer came"
        )
    }
}

/// What the transport saw of one attempt, before anybody judges it.
public enum TransportEvent: Sendable, Equatable {
    /// Stopped before sending, for this reason.
    case notSent(String)
    /// Connection or TLS failed before a byte of the request was written.
    case noConnection(String)
    /// Time-out or cut after any byte was written, or nobody can tell that none was.
    case noAnswer(String)
    /// The user gave it up while it was in flight.
    case abandoned
    /// The answer exceeds the limit in bytes.
    case oversized(status: Int, limit: Int)
    /// A whole answer; `retryAfter` in seconds.
    case answered(status: Int, retryAfter: Int?, body: [UInt8])
}
