/// Something that answers requests: the real service over HTTP, or another put in its place.
public protocol Service: Sendable {
    /// Sends `request` to its end, all attempts of it.
    ///
    /// Before every attempt `journal` is asked to write the intent down; when it throws, nothing is
    /// sent. After every attempt it is told what became of it.
    func call(_ request: Request, journal: any AttemptJournal) async -> CallResult

    /// The same at the end of the line: sends though the door's gateway was found offline.
    func callAtEnd(_ request: Request, journal: any AttemptJournal) async -> CallResult

    /// Where calls are best made, to save switching between threads; nil: anywhere.
    var executor: (any TaskExecutor)? { get }
}

extension Service {
    /// The same as ``call(_:journal:)``.
    public func callAtEnd(_ request: Request, journal: any AttemptJournal) async -> CallResult {
        await call(request, journal: journal)
    }

    /// Anywhere.
    public var executor: (any TaskExecutor)? { nil }
}

/// Where attempts are written down before and after they are made.
public protocol AttemptJournal: Sendable {
    /// Returns once the intent of attempt `number` (from 1) is durable.
    ///
    /// - Throws: when it cannot be made durable, or nothing may be sent any more; then nothing is.
    func willSend(_ stamp: Stamp, attempt number: Int) async throws

    /// Whether somebody has no password before this call is done: it goes out even when nothing new is
    /// started any more, unless everything is given up.
    var isOwed: Bool { get }

    /// Takes what became of attempt `number`, and how long it took in microseconds.
    func didReceive(_ attempt: Attempt, number: Int, duration: Int64) async
}

extension AttemptJournal {
    /// Nobody waits for it.
    public var isOwed: Bool { false }
}
