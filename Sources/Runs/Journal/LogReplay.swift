import ALMS
import Register
import RequestLog
import Vault

/// Brings entries of the log into a register, in their order; what the register holds is left out.
///
/// An intent without an outcome counts as unknown from the moment on at which the workspace knew that
/// nobody would hear of it again: the next live run, the next change by people, or the end.
struct LogReplay {
    private struct Asked {
        let request: Request
        let run: String
        let time: Int64
        let isExchange: Bool
        let before: MerkleTree
    }

    private let register: Register
    private let keys: SealingKeys
    private let origin: String
    /// The tree over the entries that were taken.
    private var tree: MerkleTree
    /// Intents without an outcome, and the tree before each.
    private var asked: [Int: Asked] = [:]
    private var steps: [LogStep] = []
    /// The change whose parts are being read; nil when one of them made no sense.
    private var gathered: RegisterChange?
    /// The tree before the first part of a change that is not whole yet.
    private var beforeParts: MerkleTree?
    /// Sealed entries that no key opens.
    private(set) var unreadable = 0

    private static let batch = 4096

    /// Begins behind the entries of `tree`, of the log named `origin`.
    init(_ register: Register, _ keys: SealingKeys, origin: String, after tree: MerkleTree) {
        self.register = register
        self.keys = keys
        self.origin = origin
        self.tree = tree
    }

    mutating func take(_ line: LogLine) throws {
        defer { tree.append(leaf: line.bytes) }
        guard let header = line.header else { return }
        switch header.kind {
        case .intent: takeIntent(line, header)
        case .outcome: takeOutcome(line, header)
        case .runStart:
            if line["mode"]?.text == RunMode.live.rawValue { abandon() }
            if let step = LoggedRun.began(line) { steps.append(step) }
        case .runEnd: if let step = LoggedRun.ended(line) { steps.append(step) }
        case .note: try takeNote(line, header)
        default: break
        }
        if steps.count >= Self.batch { try flush() }
    }

    /// Applies what is left; all that was taken stands in the register then.
    mutating func finish() throws {
        abandon()
        (gathered, beforeParts) = (nil, nil)
        try flush()
    }

    private mutating func takeIntent(_ line: LogLine, _ header: LogHeader) {
        guard let request = LoggedRequest(line, keys).request else {
            if line.sealedContext() != nil { unreadable += 1 }
            return
        }
        let time = Int64(header.microseconds) / 1_000_000
        asked[line.index] = Asked(
            request: request,
            run: line.run,
            time: time,
            isExchange: line["exchange"] == .bool(true),
            before: tree
        )
    }

    private mutating func takeOutcome(_ line: LogLine, _ header: LogHeader) {
        guard let intent = header.ref, let asked = asked.removeValue(forKey: intent),
            let outcome = header.class.flatMap({ OutcomeClass(rawValue: $0.rawValue) })
        else { return }
        let time = line["at"]?.integer.map { Int64($0) } ?? Int64(header.microseconds) / 1_000_000
        let effect = Effect(
            asked.request,
            outcome,
            intent: intent,
            seq: line.index,
            run: line.run,
            at: time
        )
        if let meant = asked.isExchange ? effect?.forExchange() : effect {
            steps.append(.effect(meant))
        }
    }

    private mutating func takeNote(_ line: LogLine, _ header: LogHeader) throws {
        if line["backup"] != nil {
            let time = Int64(header.microseconds) / 1_000_000
            return try register.addRestore(at: time, seq: line.index)
        }
        guard let what = line["register"]?.text, let time = line["at"]?.integer else { return }
        guard let rows = ChangeEntries.rows(line, opened(line)) else {
            unreadable += 1
            return
        }
        let part = line["part"]?.integer ?? 1
        if part == 1 {
            beforeParts = tree
            gathered = RegisterChange(what, at: Int64(time), rows: [])
            gathered?.importID = line["import"]?.text
            gathered?.undoes = line["undoes"]?.text
        }
        if gathered?.append(rows: rows) == false { gathered = nil }
        guard part == line["parts"]?.integer else { return }
        let change = gathered
        (gathered, beforeParts) = (nil, nil)
        guard let change else { return }
        // Within a run others are at work beside it; else the workspace was locked for the change.
        if line.run.isEmpty { abandon() }
        steps.append(.change(change, seq: line.index))
    }

    private func opened(_ line: LogLine) -> LogValue? {
        guard let (sealed, context) = line.sealedContext(),
            let plain = try? keys.open(sealed, authenticating: context)
        else { return nil }
        return try? LogValue.parse(plain)
    }

    private mutating func abandon() {
        for (seq, asked) in asked.sorted(by: { $0.key < $1.key }) {
            let effect = Effect(
                asked.request,
                Effect.Stage.unknown,
                intent: seq,
                run: asked.run,
                at: asked.time
            )
            steps.append(.effect(asked.isExchange ? effect.forExchange() : effect))
        }
        asked = [:]
    }

    /// The mark goes to before the first intent that is open, or the change that is not whole.
    private mutating func flush() throws {
        let complete = (asked.values.map(\.before) + [beforeParts].compactMap { $0 })
            .reduce(tree) { $0.size < $1.size ? $0 : $1 }
        try register.apply(steps, upTo: LogPosition(origin, complete))
        steps = []
    }
}
