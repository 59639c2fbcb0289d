public import ALMS
import RequestLog
public import Vault

/// Writes down that a command shows secrets, before it shows them.
public struct Reveals: Sendable {
    private let paths: RunResources.Paths
    private let vault: Vault
    private let operatorName: String

    /// For the workspace in `folder`.
    public init(workspace folder: String, vault: Vault, operatorName: String) {
        paths = RunResources.Paths(workspace: folder)
        self.vault = vault
        self.operatorName = operatorName
    }

    /// Returns once the log says so under a signed head.
    ///
    /// - Parameters:
    ///   - command: what shows them: `grants list`.
    ///   - run: the run that they are of, if of one.
    ///   - count: how many; nothing is written for none.
    ///   - doors: whose they are.
    ///   - entry: the log's entry that holds the value, if it is one of the log's.
    /// - Throws: `LogError`: nothing may be shown then. `VaultError` without keys that sign.
    public func note(
        _ command: String,
        run: String = "",
        count: Int,
        doors: [DoorKey],
        entry: Int? = nil
    ) async throws {
        guard count > 0 else { return }
        var seen: Set<DoorKey> = []
        let entries = LogEntry.reveal(
            command,
            run: run,
            count: count,
            doors: doors.filter { seen.insert($0).inserted }.map(LogFields.door),
            about: entry,
            fields: [
                .clear("host", .text(POSIX.hostName)), .clear("operator", .text(operatorName)),
            ]
        )
        let log = try LogWriter.open(at: paths.log, options: RunResources.noteOptions(vault))
        _ = try await log.append(entries)
        try await log.close()
    }
}
