import Register
import Runs
import Vault

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

    /// Opens the workspace in `folder`.
    static func open(_ folder: WorkspaceFolder) async throws -> Workspace {
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
            zone: try CivilTime(zone: settings.timeZone)
        )
    }

    /// Opens the workspace and brings its register up to the log, if a run was killed in between.
    static func openMended(_ folder: WorkspaceFolder, _ console: Console) async throws -> Workspace
    {
        let workspace = try await open(folder)
        do {
            let paths = RunResources.Paths(workspace: folder.path)
            try Mending(paths, workspace.register, workspace.vault.sealing).mendIfNobodyIsAtWork()
        } catch {
            console.warn("the register may be behind the log: \(ErrorWords(error).text)")
        }
        return workspace
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
