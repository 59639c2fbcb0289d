public import Register
public import RequestLog
public import Vault

/// Lets people change the register: the log gets to know first, and no live run is at work meanwhile.
public struct RegisterKeeping: Sendable {
    private let paths: RunResources.Paths
    private let register: Register
    private let vault: Vault
    private let operatorName: String
    private let held: RunLock?

    /// Keeps the register of the workspace in `folder`, whose lock the caller may hold.
    public init(
        workspace folder: String,
        register: Register,
        vault: Vault,
        operatorName: String,
        holding lock: RunLock? = nil
    ) {
        paths = RunResources.Paths(workspace: folder)
        self.register = register
        self.vault = vault
        self.operatorName = operatorName
        held = lock
    }

    /// Makes a change: waits for the workspace's lock, brings the register up to the log, plans the
    /// change, writes it down and applies it.
    ///
    /// - Parameters:
    ///   - what: what it is called: `grants import`.
    ///   - wait: how many seconds to wait for a live run to end.
    ///   - closesRequests: whether it says what became of requests of which nobody knows.
    ///   - plan: answers with the change for the register as it is then.
    /// - Returns: what was changed.
    /// - Throws: ``RunError``, and what `plan` throws.
    public func change(
        _ what: String,
        wait: Int = 0,
        closesRequests: Bool = false,
        _ plan: () throws -> RegisterChange
    ) async throws -> RegisterChange {
        let lock = try await taken(what, wait)
        defer { withExtendedLifetime(lock) {} }
        let log = try LogWriter.open(at: paths.log, options: RunResources.logOptions(vault))
        let before = try await log.checkpoint()
        let mending = Mending(paths, register, vault.sealing)
        try mending.mend()
        let change = try plan()
        if change.isEmpty { return change }
        var written: Range<Int>?
        let closed = closesRequests ? try closing(change) : []
        if !closed.isEmpty { written = try await log.append(closed) }
        for entries in ChangeEntries(change, operatorName: operatorName) {
            let seqs = try await log.append(entries)
            written = (written?.lowerBound ?? seqs.lowerBound)..<seqs.upperBound
        }
        let head = try await log.checkpoint()
        do {
            if before.tree.size..<head.tree.size == written {
                try register.apply(change, upTo: LogPosition(head))
            } else {
                // A dry run has written meanwhile: in the log's order, then.
                try mending.mend()
            }
        } catch let error as RegisterError { throw RunError.late(error) }
        try await log.close()
        return change
    }

    /// The notes that say of every open request about the grants of `change` that it is settled.
    ///
    /// They say `skipped`: it is the change that tells what is held.
    private func closing(_ change: RegisterChange) throws -> [LogEntry] {
        let ids = Set(change.grants)
        let open = try OpenWishes(log: paths.log, vault.sealing)
        let seqs =
            open.wishes.filter { ids.contains($0.id) }.flatMap(\.attempts)
            + open.overtaken.filter { ids.contains($0.id) }.map(\.seq)
        return seqs.sorted().map { seq in
            .note(text: "settled, says \(operatorName)", about: seq, class: .skipped)
        }
    }

    private func taken(_ what: String, _ wait: Int) async throws(RunError) -> RunLock {
        let holder = RunLock.Holder(
            run: what,
            operatorName: operatorName,
            pid: POSIX.processID
        )
        return switch held {
        case let lock?: lock
        case nil: try await RunLock.take(paths.lock, for: holder, wait: RunWait(wait))
        }
    }

    /// Runs `body` while no live run is at work; waits for one to end.
    ///
    /// - Throws: ``RunError``, and what `body` throws.
    public static func alone<Result>(
        in folder: String,
        _ what: String,
        operatorName: String,
        wait: RunWait = RunWait(),
        _ body: () async throws -> Result
    ) async throws -> Result {
        let lock = try await RunLock.take(
            workspace: folder,
            for: what,
            operatorName: operatorName,
            wait: wait
        )
        defer { withExtendedLifetime(lock) {} }
        return try await body()
    }

    /// The entry that tells of the demo estate that a sandbox's register begins with.
    public static func estateEntry(doors: Int, at time: Int64) -> LogEntry {
        .note(
            text: "demo estate",
            fields: [.clear("at", .integer(Int(time))), .clear("estate", .integer(doors))]
        )
    }
}
