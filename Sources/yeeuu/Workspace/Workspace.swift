import Register
import RequestLog
import Runs
import Vault
import YeeuuScript

/// A workspace with its settings read, its keys checked and its register open.
struct Workspace: Sendable {
    /// Where its files are.
    let folder: WorkspaceFolder
    /// What `yeeuu.yaml` and the environment say.
    let settings: Settings
    /// Its keys.
    let vault: Vault
    /// Its doors, grants and runs.
    let register: Register
    /// Its time zone.
    let zone: CivilTime
    /// Its lock, where the command holds it: then it was taken before anything else was read.
    let lock: RunLock?
    /// What was cut off the log's end when the lock was taken.
    var recovered: LogRecovery?

    /// Opens the workspace in `folder`; `lock` is its lock, where it is held.
    static func open(
        _ folder: WorkspaceFolder,
        holding lock: RunLock? = nil
    ) async throws -> Workspace {
        let settings = try await SettingsReader.read(
            path: folder.settings,
            environment: Environment.variables
        )
        let vault = try Vault.open(at: folder.keys)
        return Workspace(
            folder: folder,
            settings: settings,
            vault: vault,
            register: try Register.open(at: folder.register, sealing: vault),
            zone: try CivilTime(zone: settings.timeZone),
            lock: lock
        )
    }

    /// Takes the workspace's lock, and only then opens keys and register, brought up to the log: for
    /// whatever sends, settles or changes keys.
    ///
    /// - Parameters:
    ///   - folder: where it is.
    ///   - what: the command, as others who find it locked read it.
    ///   - wait: how long to wait for another one at work.
    /// - Returns: the workspace, with its lock.
    /// - Throws: `RunError` when another one is at work; what opening it throws.
    static func openAlone(
        _ folder: WorkspaceFolder,
        for what: String,
        wait: RunWait
    ) async throws -> Workspace {
        let settings = try await SettingsReader.read(
            path: folder.settings,
            environment: Environment.variables
        )
        let lock = try await RunLock.take(
            workspace: folder.path,
            for: what,
            operatorName: settings.operatorName,
            wait: wait
        )
        var workspace = try await open(folder, holding: lock)
        workspace.recovered = try await workspace.mending.mend(signedBy: workspace.vault)
        return workspace
    }

    /// Opens the workspace and brings its register up to the log, whatever kept it back; says where it is
    /// not, or where the log is not the one that it follows.
    static func openMended(_ folder: WorkspaceFolder, _ console: Console) async throws -> Workspace
    {
        let workspace = try await open(folder)
        let status = await workspace.mending.refresh(workspace.vault)
        if let words = status.words { console.warn(Printable.escaped(words)) }
        return workspace
    }

    /// Says where the log is not the one that the register follows; changes nothing.
    func warnOfOtherLog(_ console: Console) {
        if let other = mending.otherLog { console.warn(Printable.escaped("\(other)")) }
    }

    private var mending: Mending {
        Mending(RunResources.Paths(workspace: folder.path), register, vault.sealing)
    }

    /// The clock of runs, with the minutes of the day in the workspace's zone.
    var clock: RunClock {
        let zone = zone
        return RunClock(
            now: RunClock.system.now,
            minuteOfDay: { microseconds in
                let civil = zone.civil(microseconds / 1_000_000)
                return civil.hour * 60 + civil.minute
            },
            stamp: { microseconds in
                let seconds = microseconds / 1_000_000
                return (try? zone.format(seconds, "%Y%m%d-%H%M%S")) ?? "\(seconds)"
            }
        )
    }
}
