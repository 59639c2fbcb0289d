/// A log open for appending, by any number of tasks at once.
///
/// One thread of its own writes: what queues up while one group becomes durable is the next group.
public final class LogWriter: Sendable {
    private let queue: Monitor<LogQueue>
    private let encoder: EntryEncoder
    /// What opening cut off and kept under `torn/`.
    public let recovered: LogRecovery?
    /// The log's name.
    public let origin: String

    private init(_ store: LogStore) throws(LogError) {
        var state = LogQueue()
        state.head = store.head
        queue = Monitor(state)
        encoder = store.encoder
        recovered = store.recovered
        origin = store.origin
        let thread = LogThread(store: store, queue: queue)
        let faults = FileFaults.armed
        do {
            try Thread("yeeuu-log") { FileFaults.$armed.withValue(faults) { thread.run() } }
                .detach()
        } catch {
            throw LogError(error)
        }
    }

    deinit { queue.change { $0.push(.close(nil), isUrgent: true) } }

    /// Makes a new log in a folder, with its first entry and its first signed head.
    ///
    /// Throws `exists` when a log stands there.
    public static func create(
        at folder: String,
        options: LogOptions
    ) throws(LogError) -> LogWriter {
        try LogWriter(try LogStore.create(LogPaths(folder: folder), options))
    }

    /// Opens a log; a torn end is cut off, kept and recorded.
    ///
    /// Throws `absent`, `damaged` at or below a signed size, `unverifiable` for another key's
    /// log, `full` and `failed` for the disk.
    public static func open(at folder: String, options: LogOptions) throws(LogError) -> LogWriter {
        try LogWriter(try LogStore.open(LogPaths(folder: folder), options))
    }

    /// Why nothing new is accepted any more; nil while all is well.
    ///
    /// After `full` there may still be room for outcomes and a run's end.
    public var failure: LogError? { queue.withLock { $0.failure ?? $0.shortage } }

    /// Appends an entry and returns its seq once it is durable.
    public func append(_ entry: LogEntry) async throws(LogError) -> Int {
        try await append(encode([entry]))
    }

    /// Appends entries in one group, next to each other, and returns their seqs once durable.
    public func append(_ entries: [LogEntry]) async throws(LogError) -> Range<Int> {
        guard !entries.isEmpty else { return 0..<0 }
        let first = try await append(encode(entries))
        return first..<first + entries.count
    }

    private func append(_ batch: EncodedBatch) async throws(LogError) -> Int {
        try await wait { .entries(batch, $0) }.get()
    }

    /// Queues an entry that nobody waits for, and never blocks.
    ///
    /// It is durable with the next group, at the latest after the lazy delay.
    ///
    /// - `then`: called on the log's thread, in order, once durable or failed.
    public func enqueue(
        _ entry: LogEntry,
        then: (@Sendable (Result<Int, LogError>) -> Void)? = nil
    ) {
        do {
            push(.entries(try encode([entry]), then), isUrgent: false)
        } catch {
            then?(.failure(error))
        }
    }

    /// Returns once everything queued before is durable.
    public func flush() async throws(LogError) { _ = try await wait { .flush($0) }.get() }

    /// Makes everything durable, signs the tree head and stores it.
    @discardableResult
    public func checkpoint() async throws(LogError) -> SignedCheckpoint {
        try await wait { .sign($0) }.get()
    }

    /// Announces a new key by a `key` entry and signs one head with both keys.
    ///
    /// From then on the new key signs alone. Doing it again after a crash finishes it.
    public func rotate(to next: NoteSigner) async throws(LogError) -> SignedCheckpoint {
        guard next.verifierKey.name == origin else {
            throw .unverifiable("\(next.verifierKey.name): a key of this log is named \(origin)")
        }
        return try await wait { .rotate(next, $0) }.get()
    }

    /// Flushes, signs when anything is unsigned, and lets go of the files.
    public func close() async throws(LogError) {
        if queue.withLock({ $0.failure }) == .closed { return }
        _ = try await wait { .close($0) }.get()
    }

    private func wait<Value: Sendable>(
        _ work: (@escaping @Sendable (Result<Value, LogError>) -> Void) -> LogQueue.Work
    ) async -> Result<Value, LogError> {
        await withCheckedContinuation { continuation in
            push(work { continuation.resume(returning: $0) }, isUrgent: true)
        }
    }

    private func push(_ work: LogQueue.Work, isUrgent: Bool) {
        var failure: LogError?
        queue.change { queue in
            failure = queue.failure
            return failure == nil && queue.push(work, isUrgent: isUrgent)
        }
        if let failure { work.fail(failure) }
    }

    private func encode(_ entries: [LogEntry]) throws(LogError) -> EncodedBatch {
        guard entries.contains(where: { $0.kind == .runStart }) else {
            return try encoder.encode(entries)
        }
        return try encoder.encode(entries.map { $0.kind == .runStart ? placed($0) : $0 })
    }

    /// A run's start with what the log knows of it: the boot and the newest head.
    private func placed(_ entry: LogEntry) -> LogEntry {
        var entry = entry
        entry.fields.append(.clear("boot", .text(SystemClock.bootID())))
        if let head = queue.withLock({ $0.head }) {
            entry.fields.append(
                .clear(
                    "checkpoint",
                    .object([
                        .clear("root", .text(head.root.base64)),
                        .clear("size", .integer(head.size)),
                    ])
                )
            )
        }
        return entry
    }
}

extension LogEntry {
    /// Whether the entry's line surely stays within 65,535 bytes; costs an encoding.
    public func fits(_ options: LogOptions) -> Bool {
        (try? EntryEncoder(commitments: options.commitments, seal: options.seal).encode([self]))
            != nil
    }
}
