import ALMS
public import Register
public import RequestLog
public import Vault

/// Brings the register up to the log, whatever kept it back: a crash between the two, a full disk,
/// somebody who had it locked.
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

    /// Replays what the register does not have yet of all that the newest signed head covers; the caller
    /// holds the workspace's lock, and has had the head signed.
    ///
    /// - Throws: ``RunError/otherLog(_:)``, `RegisterError` or `LogError` when a file cannot be used.
    public func mend() throws {
        let reader = try LogReader(paths.log)
        let tree = try followed(reader)
        let signed = try reader.newestHead()?.size ?? 0
        var replay = LogReplay(register, keys, origin: reader.origin, after: tree)
        var isNew = false
        try reader.read(from: tree.size) { line in
            guard line.index < signed else { return false }
            isNew = true
            try replay.take(line)
            return true
        }
        if isNew { try replay.finish() }
        try register.abandonRuns()
    }

    /// Has the log's head signed, and replays what the register does not have yet; the caller holds the
    /// workspace's lock.
    ///
    /// - Throws: ``RunError/otherLog(_:)``, `RegisterError` or `LogError` when a file cannot be used.
    /// - Returns: what was cut off the log's end for it, if anything was.
    public func mend(signedBy vault: Vault) async throws -> LogRecovery? {
        let recovered = try await sign(vault)
        try mend()
        return recovered
    }

    /// Brings the register up to the log for somebody who reads it, unless a live run is at work; tells how
    /// it stands then.
    public func refresh(_ vault: Vault) async -> RegisterStatus {
        do {
            let lacking = try lacking()
            let isAlone = lacking.isNothing ? try !register.hasUnendedRuns() : false
            if isAlone { return .current }
            guard let moment = try RunLock.attempt(paths.lock) else {
                guard lacking.told > 0 else { return .current }
                return .behind(lacking.told, "a run is at work, which brings them soon")
            }
            defer { withExtendedLifetime(moment) {} }
            do {
                try await sign(vault)
                try mend()
                return .current
            } catch RunError.otherLog(let other) {
                return .otherLog(other)
            } catch {
                return .behind(max(1, lacking.told + lacking.open), "\(error)")
            }
        } catch RunError.otherLog(let other) {
            return .otherLog(other)
        } catch let error as LogError {
            return .noLog("\(error)")
        } catch {
            return .behind(1, "\(error)")
        }
    }

    /// What is signed is durable and whole.
    @discardableResult
    private func sign(_ vault: Vault) async throws -> LogRecovery? {
        let log = try LogWriter.open(at: paths.log, options: RunResources.logOptions(vault))
        try await log.checkpoint()
        try await log.close()
        return log.recovered
    }

    // MARK: Which log it is

    /// Why the log is not the one that the register follows; nil where it is, or cannot be read.
    public var otherLog: OtherLog? {
        do {
            _ = try known(LogReader(paths.log))
            return nil
        } catch RunError.otherLog(let other) {
            return other
        } catch {
            return nil
        }
    }

    /// The tree over the entries that the register holds, which are the log's.
    ///
    /// A register of which nobody noted which log it follows follows this one from now on.
    private func followed(_ reader: LogReader) throws -> MerkleTree {
        if let tree = try known(reader) { return tree }
        let size = try register.appliedSeq() + 1
        guard let tree = try reader.tree(size: size) else {
            throw RunError.otherLog(.shorter(size))
        }
        try register.apply([LogStep](), upTo: LogPosition(reader.origin, tree))
        return tree
    }

    /// The tree that the register follows the log with; nil when it never noted one.
    private func known(_ reader: LogReader) throws -> MerkleTree? {
        guard let position = try register.position() else {
            let last = try register.appliedSeq()
            if last < 0 { return nil }
            if try reader.line(last) != nil { return nil }
            throw RunError.otherLog(.shorter(last + 1))
        }
        if position.origin != reader.origin {
            throw RunError.otherLog(.named(position.origin, reader.origin))
        }
        guard let tree = position.tree else {
            throw RegisterError.damaged("its place in the log makes no sense")
        }
        switch try reader.begins(with: tree) {
        case .same: return tree
        case .shorter: throw RunError.otherLog(.shorter(tree.size))
        case .different: throw RunError.otherLog(.parted(tree.size))
        }
    }

    // MARK: What it lacks

    private struct Lacking {
        /// Answers and changes.
        var told = 0
        /// Requests without an answer.
        var open = 0
        /// Answers to reads, which tell nothing but where a door's entries stand.
        var reads = 0

        var isNothing: Bool { told == 0 && open == 0 && reads == 0 }
    }

    private func lacking() throws -> Lacking {
        let reader = try LogReader(paths.log)
        _ = try known(reader)
        let (from, ahead) = (try register.appliedSeq() + 1, try register.ahead())
        var intents: Set<Int> = []
        var lacking = Lacking()
        try reader.read(from: from) { line in
            guard let header = line.header else { return true }
            switch header.kind {
            case .intent: intents.insert(line.index)
            case .outcome:
                if let intent = header.ref { intents.remove(intent) }
                if ahead.contains(line.index) || header.class == .skipped { break }
                let operation = line.operation.flatMap { OperationName(rawValue: $0) }
                if operation?.operation.isWrite == true {
                    lacking.told += 1
                } else {
                    lacking.reads += 1
                }
            case .note:
                if line["register"] != nil, !ahead.contains(line.index) { lacking.told += 1 }
            default: break
            }
            return true
        }
        lacking.open = intents.count
        return lacking
    }
}
