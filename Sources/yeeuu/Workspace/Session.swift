import ALMS
import ALMSClient
import ALMSSandbox
import Register
import RequestLog
import Runs
import Vault

/// A workspace that can send: its log open, and the service or the sandbox in reach.
struct Session: Sendable {
    let workspace: Workspace
    let client: ALMSClient
    /// What the runs of this session share.
    let resources: RunResources
    /// What is in force of the pace.
    let pace: ClientSettings
    private let sandbox: Sandbox?

    /// Opens log and client, and starts the sandbox when that is the target.
    ///
    /// `pace` is what the command line says of it; `console` gets the client's notices.
    static func open(
        _ workspace: Workspace,
        pace: PaceOptions,
        console: Console
    ) async throws -> Session {
        let secret = try workspace.vault.partnerSecret().reveal()
        let partnerId = workspace.settings.partnerId
        let settings = try Self.affordable(
            pace.clientSettings(workspace.settings),
            workspace,
            console
        )
        if case .url(let target) = workspace.settings.target,
            let words = ProxyNotice.words(for: target, Environment.variables)
        {
            console.warn(words)
        }
        let sandbox = try await startSandbox(workspace, secret: secret)
        do {
            let client = try ALMSClient(
                target: sandbox?.target ?? workspace.settings.target.text,
                credentials: Credentials(partnerId: partnerId, secret: secret),
                settings: settings,
                notice: { notice in
                    if notice != .ended(.stopped) { console.words("\(notice)") }
                }
            )
            let resources = try RunResources.open(
                .init(workspace: workspace.folder.path),
                register: workspace.register,
                vault: workspace.vault,
                service: client,
                clock: workspace.clock,
                holding: workspace.lock
            )
            if let recovered = workspace.recovered ?? resources.log.recovered, !recovered.isTorn {
                console.warn(
                    "log: \(recovered.bytes) bytes at its end were not written by this workspace: "
                        + "not used, and kept in \(recovered.file)"
                )
            }
            return Session(
                workspace: workspace,
                client: client,
                resources: resources,
                pace: settings,
                sandbox: sandbox
            )
        } catch {
            await sandbox?.stop()
            throw error
        }
    }

    /// Closes everything; the log signs what is not signed yet.
    func close() async throws {
        await client.shutdown()
        await sandbox?.stop()
        try await resources.log.close()
        try workspace.register.close()
    }

    /// The settings with no more requests at once than files may be open.
    private static func affordable(
        _ settings: ClientSettings,
        _ workspace: Workspace,
        _ console: Console
    ) throws(Problem) -> ClientSettings {
        var settings = settings
        let allowed = OpenFiles.raise()
        let isSandbox = workspace.settings.target == .sandbox
        guard
            let concurrency = OpenFiles.concurrency(
                settings.concurrency,
                allowed: allowed,
                servesItself: isSandbox
            )
        else { throw .tooFewFiles(allowed: allowed) }
        if concurrency < settings.concurrency {
            console.warn(
                "open files: only \(allowed) are allowed, so \(concurrency) requests go at once, not "
                    + "\(settings.concurrency); allow more, say with 'ulimit -n 1024'"
            )
            settings.concurrency = concurrency
        }
        return settings
    }

    private static func startSandbox(
        _ workspace: Workspace,
        secret: String
    ) async throws -> Sandbox? {
        guard workspace.settings.target == .sandbox else { return nil }
        var settings = SandboxSettings(partnerId: workspace.settings.partnerId, secret: secret)
        settings.database = workspace.folder.sandbox
        settings.perSecond = workspace.settings.sandboxPerSecond
        let sandbox = try Sandbox(settings)
        _ = try await sandbox.start()
        return sandbox
    }
}

extension Workspace {
    /// Opens a session, lets `body` work with it, and closes it however `body` ends.
    func withSession<Result>(
        _ pace: PaceOptions,
        _ console: Console,
        _ body: (Session) async throws -> Result
    ) async throws -> Result {
        let session = try await Session.open(self, pace: pace, console: console)
        do {
            let result = try await body(session)
            try await session.close()
            return result
        } catch {
            try? await session.close()
            throw error
        }
    }
}
