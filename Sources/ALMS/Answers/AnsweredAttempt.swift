/// Judges an answer by its status and its words (`alms/API.md`, «From what happened to the outcome»).
struct AnsweredAttempt {
    /// The attempt, judged.
    let attempt: Attempt

    init(
        _ status: Int,
        _ retryAfter: Int?,
        _ body: [UInt8],
        _ operation: OperationName,
        hiding mask: () -> EchoMask
    ) {
        let reading = Result<Answer, AnswerReader.Unreadable> {
            () throws(AnswerReader.Unreadable) in
            try AnswerReader.read(body, of: operation, hiding: mask)
        }
        switch (status, reading) {
        case (200, .success(let answer)): attempt = Self.readable(answer, mask)
        case (200, .failure(let error)):
            attempt = Attempt(.unknown, .unreadable, status: 200, words: error.words)
        case (..<100, _):
            let desc = "HTTP \(status), which is no status"
            attempt = Attempt(.unknown, .unreadable, status: status, desc: desc)
        default: attempt = Self.byStatus(status, retryAfter, try? reading.get(), mask)
        }
    }

    private static func readable(_ answer: Answer, _ mask: () -> EchoMask) -> Attempt {
        let words = ServiceWords(answer.desc, hiding: mask)
        let masked = Answer(
            success: answer.success,
            desc: words.text,
            data: answer.data,
            count: answer.count
        )
        guard !answer.success else {
            return Attempt(.ok, .none, status: 200, words: words, answer: masked)
        }
        let (outcome, cause) = judged(answer.desc, words, retryAfter: nil)
        let shown =
            words.text.isEmpty ? ServiceWords("refused without a reason", hiding: .none) : words
        return Attempt(outcome, cause, status: 200, words: shown, answer: masked)
    }

    private static func byStatus(
        _ status: Int,
        _ retryAfter: Int?,
        _ answer: Answer?,
        _ mask: () -> EchoMask
    ) -> Attempt {
        let said = answer?.desc ?? ""
        let spoken = ServiceWords(said, hiding: mask)
        let words = said.isEmpty ? ServiceWords("HTTP \(status)", hiding: .none) : spoken
        func attempt(_ outcome: OutcomeClass, _ cause: Attempt.Cause) -> Attempt {
            Attempt(outcome, cause, status: status, words: words)
        }
        switch status {
        case 401, 403, 408: return attempt(.refused, .refusal(.credentials))
        case 429: return attempt(.failed, .throttled(retryAfter: retryAfter))
        case 503: return attempt(.failed, .busy(retryAfter: retryAfter))
        case 400..<500:
            let (outcome, cause) = judged(said, spoken, retryAfter: retryAfter)
            return attempt(outcome, cause)
        default: return attempt(.unknown, .unreadable)
        }
    }

    /// What a no says.
    ///
    /// Names that were sent along are no words of the service: what its words alone
    /// say comes first, and an echo never ends a run.
    private static func judged(
        _ said: String,
        _ words: ServiceWords,
        retryAfter: Int?
    ) -> (OutcomeClass, Attempt.Cause) {
        var saying = Saying(words.text)
        if saying == .refused(.other), said != words.text {
            let raw = Saying(said)
            if raw != .refused(.credentials) { saying = raw }
        }
        switch saying {
        case .timeOut: return (.unknown, .timeOut)
        case .throttled: return (.failed, .throttled(retryAfter: retryAfter))
        case .serverDown: return (.failed, .busy(retryAfter: retryAfter))
        case .refused(let refusal): return (.refused, .refusal(refusal))
        }
    }
}
