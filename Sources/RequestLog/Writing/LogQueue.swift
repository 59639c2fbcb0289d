/// What waits for the log's thread.
struct LogQueue {
    typealias Done = @Sendable (Result<Int, LogError>) -> Void

    enum Work: Sendable {
        /// Answers with the seq of the first entry.
        case entries(EncodedBatch, Done?)
        /// Answers when everything before it is durable.
        case flush(Done)
        case sign(@Sendable (Result<SignedCheckpoint, LogError>) -> Void)
        case rotate(NoteSigner, @Sendable (Result<SignedCheckpoint, LogError>) -> Void)
        case close(Done?)
    }

    var work: [Work] = []
    var isUrgent = false
    /// When the oldest entry that is in no hurry came, by the monotonic clock.
    var lazySince: Int?
    var failure: LogError?
    /// Why nothing new is begun, though what is in flight may still say how it ended.
    var shortage: LogError?
    /// Size and root of the newest head, for `run-start`.
    var head: SignedHead?

    /// True when the thread should wake up.
    mutating func push(_ item: Work, isUrgent urgent: Bool) -> Bool {
        let wasIdle = work.isEmpty
        work.append(item)
        if urgent { isUrgent = true } else if lazySince == nil { lazySince = SystemClock.boot() }
        return urgent || wasIdle
    }

    mutating func takeAll() -> [Work] {
        isUrgent = false
        lazySince = nil
        var taken: [Work] = []
        swap(&taken, &work)
        return taken
    }
}

extension LogQueue.Work {
    func fail(_ error: LogError) {
        switch self {
        case .entries(_, let done): done?(.failure(error))
        case .flush(let done): done(.failure(error))
        case .sign(let done), .rotate(_, let done): done(.failure(error))
        case .close(let done): done?(.failure(error))
        }
    }
}
