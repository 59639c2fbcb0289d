public import ALMS
public import Register
public import RequestLog
public import Vault

/// What the runs of one workspace share: register, request log, keys, and the service.
public struct RunResources: Sendable {
    /// Who holds what.
    public let register: Register
    /// The request log, open for writing.
    public let log: LogWriter
    /// The workspace's keys.
    public let vault: Vault
    /// Where requests go.
    public let service: any Service
    let paths: Paths
    let clock: RunClock
    let projection: Projection
    /// The workspace's lock, where whoever opened these holds it from before anything was read.
    let lock: RunLock?

    /// Where a workspace keeps what runs write.
    public struct Paths: Sendable {
        let log: String
        let runs: String
        let lock: String

        /// Paths below a workspace's folder: `log/`, `runs/` and `run.lock`.
        public init(workspace: String) {
            log = workspace + "/log"
            runs = workspace + "/runs"
            lock = workspace + "/run.lock"
        }
    }

    /// Opens the log and ties the register to it; `lock` is the workspace's, where it is held.
    ///
    /// - Throws: ``RunError/log(_:)`` when the log is damaged or cannot be opened.
    public static func open(
        _ paths: Paths,
        register: Register,
        vault: Vault,
        service: any Service,
        clock: RunClock = .system,
        holding lock: RunLock? = nil
    ) throws(RunError) -> RunResources {
        let projection = Projection(register)
        do {
            let options = try logOptions(vault, projection)
            let log = try LogWriter.open(at: paths.log, options: options)
            return RunResources(register, log, vault, service, paths, clock, projection, lock)
        } catch let error as LogError {
            throw .log(error)
        } catch let error as VaultError {
            throw .keys(error)
        } catch {
            throw .file("keys", "\(error)")
        }
    }

    /// The options under which a workspace's log is written; also for making it.
    public static func logOptions(_ vault: Vault) throws -> LogOptions {
        try logOptions(vault, commitmentKey: vault.commitmentKey())
    }

    /// The options for notes in clear alone, which need no key for commitments.
    static func noteOptions(_ vault: Vault) throws -> LogOptions {
        let key = vault.hasCommitmentKey ? try vault.commitmentKey() : Commitments.newNonce()
        return try logOptions(vault, commitmentKey: key)
    }

    private static func logOptions(
        _ vault: Vault,
        commitmentKey: [UInt8]
    ) throws -> LogOptions {
        var options = try LogOptions(
            signer: signer(vault.signingKey),
            nextSigner: vault.nextSigningKey.map(signer),
            commitmentKey: commitmentKey,
            seal: { try vault.seal($0, authenticating: $1) }
        )
        options.macKeys = LogMACKeys(
            current: { try vault.logMACKey() },
            prepare: { try vault.prepareLogMACKey() },
            adopt: { try vault.adoptLogMACKey() }
        )
        return options
    }

    private static func logOptions(
        _ vault: Vault,
        _ projection: Projection
    ) throws -> LogOptions {
        var options = try logOptions(vault)
        options.onGroup = { _, tree in projection.logGrew(to: tree) }
        options.onForeign = { projection.logHasForeign($0) }
        return options
    }

    /// The vault's key as the log signs with it.
    public static func signer(_ key: SigningKey) throws -> NoteSigner {
        try NoteSigner(name: key.name, publicKey: key.publicKey) { try key.sign($0) }
    }

    private init(
        _ register: Register,
        _ log: LogWriter,
        _ vault: Vault,
        _ service: any Service,
        _ paths: Paths,
        _ clock: RunClock,
        _ projection: Projection,
        _ lock: RunLock?
    ) {
        self.register = register
        self.log = log
        self.vault = vault
        self.service = service
        self.paths = paths
        self.clock = clock
        self.projection = projection
        self.lock = lock
    }
}
