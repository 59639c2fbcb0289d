public import Register
public import RequestLog
public import Vault

/// Lets people change the register: the log gets to know first, and no live run is at work meanwhile.
public struct RegisterKeeping: Sendable {
    private let paths: RunResources.Paths
    private let register: Register
    private let vault: Vault
    private let operatorName: String

    /// Keeps the register of the workspace in `folder`.
    public init(
        workspace folder: String,
        register: Register,
        vault: Vault,
        operatorName: String
    ) {
        paths = RunResources.Paths(workspace: folder)
        self.register = register
        self.vault = vault
        self.operatorName = operatorName
    }

    /// Makes a change: waits for the workspace's lock, brings the register up to the log, plans the
    /// change, writes it down and applies it.
    ///
    /// - Parameters:
    ///   - what: what it is called: `grants import`.
    ///   - wait: how many seconds to wait for a live run to end.
    ///   - plan: answers with the change for the register as it is then.
    /// - Returns: what was changed.
    /// - Throws: ``RunError``, and what `plan` throws.
    public func change(
        _ what: String,
        wait: Int = 0,
        _ plan: () throws -> RegisterChange
    ) async throws -> RegisterChange {
        let holder = RunLock.Holder(
            run: what,
            operatorName: operatorName,
            pid: POSIX.processID
        )
        let lock = try await RunLock.take(paths.lock, for: holder, wait: RunWait(wait))
        defer { withExtendedLifetime(lock) {} }
        let log = try LogWriter.open(at: paths.log, options: RunResources.logOptions(vault))
        let before = try await log.checkpoint()
        let mending = Mending(paths, register, vault.sealing)
        try mending.mend()
        let change = try plan()
        if change.isEmpty { return change }
        var written: Range<Int>?
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

    /// Runs `body` while no live run is at work.
    ///
    /// - Throws: ``RunError``, and what `body` throws.
    public static func alone<Result>(
        in folder: String,
        _ what: String,
        operatorName: String,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let holder = RunLock.Holder(
            run: what,
            operatorName: operatorName,
            pid: POSIX.processID
        )
        let path = RunResources.Paths(workspace: folder).lock
        let lock = try await RunLock.take(path, for: holder, wait: RunWait())
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
