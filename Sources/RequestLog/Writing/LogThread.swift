/// The loop that owns the store: takes what has queued up, writes it as one group, tells.
struct LogThread: Sendable {
    let store: LogStore
    let queue: Monitor<LogQueue>

    func run() {
        var unsealedSince: Int?
        while true {
            let work = queue.wait { next(&$0, unsealedSince) }
            let goesOn = work.isEmpty ? signInPassing() : process(work)
            if !goesOn { return }
            unsealedSince = store.isUnsealed ? unsealedSince ?? SystemClock.boot() : nil
        }
    }

    /// Everything that waits once somebody is in a hurry or has waited long; nothing at all when
    /// it is time for a signature.
    private func next(
        _ queue: inout LogQueue,
        _ unsealedSince: Int?
    ) -> MonitorStep<[LogQueue.Work]> {
        if queue.isUrgent { return .done(queue.takeAll()) }
        let now = SystemClock.boot()
        let lazy = queue.lazySince.map { $0 + store.options.lazyDelay.microseconds - now }
        if let lazy, lazy <= 0 { return .done(queue.takeAll()) }
        let sign = unsealedSince.map { $0 + store.options.checkpointEvery.microseconds - now }
        if let sign, sign <= 0 { return .done([]) }
        return .wait([lazy, sign].compactMap { $0 }.min())
    }

    /// False when the thread is to end.
    private func process(_ work: [LogQueue.Work]) -> Bool {
        var group = LogGroup()
        for (index, item) in work.enumerated() {
            if case .entries(let batch, let done) = item {
                group.add(batch, done)
                if group.bytes < LogGroup.mostBytes { continue }
            }
            let outcome = write(&group)
            if case .failure(let error) = outcome { return fail(error, work[index...]) }
            if case .entries = item { continue }
            if !perform(item) { return false }
        }
        if case .failure(let error) = write(&group) { return fail(error, []) }
        return true
    }

    private func write(_ group: inout LogGroup) -> Result<Void, LogError> {
        guard group.count > 0 else { return .success(()) }
        defer { group = LogGroup() }
        do {
            let first = try store.append(&group)
            queue.withLock { $0.shortage = store.shortage }
            group.finish(first)
            store.extend()
            if group.count > 0 { store.options.onGroup?(first + group.count - 1, store.tree) }
            return .success(())
        } catch {
            group.fail(error)
            return .failure(error)
        }
    }

    private func perform(_ item: LogQueue.Work) -> Bool {
        switch item {
        case .entries: return true
        case .flush(let done):
            done(.success(store.count))
            return true
        case .sign(let done): return finish(sign(), item, done)
        case .rotate(let signer, let done):
            let outcome = attempt { () throws(LogError) in
                try store.locked { () throws(LogError) in
                    try store.rotate(to: signer)
                    return try store.sign()
                }
            }
            return finish(outcome, item, done)
        case .close(let done): return close(done)
        }
    }

    private func attempt<Value>(
        _ body: () throws(LogError) -> Value
    ) -> Result<Value, LogError> {
        do {
            return .success(try body())
        } catch {
            return .failure(error)
        }
    }

    private func sign() -> Result<SignedCheckpoint, LogError> {
        let outcome = attempt { () throws(LogError) in
            try store.locked { () throws(LogError) in try store.sign() }
        }
        if case .success = outcome { queue.withLock { $0.head = store.head } }
        return outcome
    }

    private func finish(
        _ outcome: Result<SignedCheckpoint, LogError>,
        _ item: LogQueue.Work,
        _ done: (Result<SignedCheckpoint, LogError>) -> Void
    ) -> Bool {
        done(outcome)
        guard case .failure(let error) = outcome, error.isFinal else { return true }
        return fail(error, [])
    }

    private func signInPassing() -> Bool {
        guard case .failure(let error) = sign() else { return true }
        return fail(error, [])
    }

    private func close(_ done: LogQueue.Done?) -> Bool {
        let outcome: Result<Int, LogError> =
            if done != nil, store.isUnsealed { sign().map(\.checkpoint.size) } else {
                .success(store.count)
            }
        store.release()
        _ = fail(.closed, [])
        done?(outcome)
        return false
    }

    /// Nothing is accepted any more; whoever waits is told why.
    private func fail(_ error: LogError, _ rest: ArraySlice<LogQueue.Work>) -> Bool {
        let waiting = queue.withLock { queue in
            queue.failure = error
            return queue.takeAll()
        }
        for item in rest + waiting { item.fail(error) }
        return false
    }
}

extension LogError {
    /// Whether nothing can be written after it; a missing key alone stops signing only.
    fileprivate var isFinal: Bool {
        if case .unverifiable = self { false } else { true }
    }
}
