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
        /// 429 or 503; the service names the seconds to wait, if it does.
        case busy(retryAfter: Int?)
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
    public let desc: String
    /// The answer, if one could be read.
    public let answer: Answer?
    /// Why it was not made, where the sender could tell.
    public let notSent: NotSent?

    /// Reads what `event` says of a request of `operation`.
    public init(_ event: TransportEvent, of operation: OperationName) {
        switch event {
        case .notSent(let why): self.init(.failed, .notSent, desc: "not sent: \(why)")
        case .noConnection(let why): self.init(.failed, .noConnection, desc: why)
        case .noAnswer(let why): self.init(.unknown, .noAnswer, desc: why)
        case .abandoned: self.init(.unknown, .abandoned, desc: "abandoned while in flight")
        case .oversized(let status, let limit):
            let desc = "the answer is larger than \(limit) bytes"
            self.init(.unknown, .unreadable, status: status, desc: desc)
        case .answered(let status, let retryAfter, let body):
            self.init(status: status, retryAfter: retryAfter, body: body, of: operation)
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
        self.outcome = outcome
        self.cause = cause
        self.status = status
        self.desc = desc
        self.answer = answer
        self.notSent = notSent
    }

    private init(status: Int, retryAfter: Int?, body: [UInt8], of operation: OperationName) {
        switch status {
        case 200: self.init(reading: body, of: operation)
        case 429, 503:
            self.init(
                .failed,
                .busy(retryAfter: retryAfter),
                status: status,
                desc: "HTTP \(status)"
            )
        case 400..<500:
            let answer = try? AnswerReader.read(body, of: operation)
            let desc = answer.flatMap { $0.desc.isEmpty ? nil : $0.desc } ?? "HTTP \(status)"
            self.init(
                .refused,
                .refusal(Refusal(desc)),
                status: status,
                desc: desc,
                answer: answer
            )
        default: self.init(.unknown, .unreadable, status: status, desc: "HTTP \(status)")
        }
    }

    private init(reading body: [UInt8], of operation: OperationName) {
        do throws(AnswerReader.Unreadable) {
            let answer = try AnswerReader.read(body, of: operation)
            if answer.success {
                self.init(.ok, .none, status: 200, desc: answer.desc, answer: answer)
            } else {
                let cause = Cause.refusal(Refusal(answer.desc))
                let desc = answer.desc.isEmpty ? "refused without a reason" : answer.desc
                self.init(.refused, cause, status: 200, desc: desc, answer: answer)
            }
        } catch {
            self.init(.unknown, .unreadable, status: 200, desc: error.reason)
        }
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
