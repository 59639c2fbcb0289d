import ALMS
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
    private let vault: Vault

    /// Mends `register` from the log under `paths`.
    public init(_ paths: RunResources.Paths, _ register: Register, _ vault: Vault) {
        self.paths = paths
        self.register = register
        self.vault = vault
    }

    init(_ resources: RunResources) {
        self.init(resources.paths, resources.register, resources.vault)
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
        var effects: [Effect] = []
        var requests: [Int: (request: Request, isExchange: Bool)] = [:]
        var last = mark
        try LogReader(paths.log).read(from: mark + 1) { line in
            last = line.index
            if let effect = effect(line, &requests) { effects.append(effect) }
            return true
        }
        guard last > mark else { return }
        try register.apply(effects, upTo: last)
        _ = try register.settleAbandoned()
    }

    private func effect(
        _ line: LogLine,
        _ requests: inout [Int: (request: Request, isExchange: Bool)]
    ) -> Effect? {
        guard let header = line.header, header.kind == .intent || header.kind == .outcome else {
            return nil
        }
        let time = Int64(header.microseconds) / 1_000_000
        if header.kind == .intent {
            guard let request = LoggedRequest(line, vault).request else { return nil }
            requests[line.index] = (request, line["exchange"] == .bool(true))
            return Effect(
                request,
                Effect.Stage.asked,
                intent: line.index,
                seq: line.index,
                run: line.run,
                at: time
            )
        }
        guard let intent = header.ref, let asked = requests.removeValue(forKey: intent),
            let outcome = header.class.flatMap({ OutcomeClass(rawValue: $0.rawValue) })
        else { return nil }
        let effect = Effect(
            asked.request,
            outcome,
            intent: intent,
            seq: line.index,
            run: line.run,
            at: time
        )
        return asked.isExchange ? effect?.forExchange() : effect
    }
}
