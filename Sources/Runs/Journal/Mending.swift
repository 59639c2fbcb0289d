public import Register
import RequestLog
public import Vault

/// Brings the register up to the log after a crash between the two.
///
/// Only while no live run is at work: an intent without outcome then means that nobody will ever
/// hear of it again, and what it asked for becomes unknown.
public struct Mending {
    private let paths: RunResources.Paths
    private let register: Register
    private let keys: SealingKeys

    /// Mends `register` from the log under `paths`, whose sealed values `keys` open.
    public init(_ paths: RunResources.Paths, _ register: Register, _ keys: SealingKeys) {
        self.paths = paths
        self.register = register
        self.keys = keys
    }

    init(_ resources: RunResources) {
        self.init(resources.paths, resources.register, resources.vault.sealing)
    }

    /// Replays what the register does not have yet, unless a live run is at work.
    ///
    /// - Throws: `RunError`, `RegisterError` or `LogError` when a file cannot be used.
    public func mendIfNobodyIsAtWork() throws {
        guard let moment = try RunLock.attempt(paths.lock) else { return }
        try mend()
        _ = consume moment
    }

    /// Replays what the register does not have yet; the caller holds the workspace's lock.
    ///
    /// - Throws: `RegisterError` or `LogError` when a file cannot be used.
    public func mend() throws {
        try register.abandonRuns()
        let mark = try register.appliedSeq()
        var replay = LogReplay(register, keys)
        var last = mark
        try LogReader(paths.log).read(from: mark + 1) { line in
            last = line.index
            try replay.take(line)
            return true
        }
        if last > mark { try replay.finish(upTo: last) }
    }
}
