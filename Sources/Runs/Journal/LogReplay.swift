import ALMS
import Register
import RequestLog
import Vault

/// Brings entries of the log into a register, in their order.
///
/// An intent without an outcome counts as unknown from the moment on at which the workspace knew that
/// nobody would hear of it again: the next live run, the next change by people, or the end.
struct LogReplay {
    private struct Asked {
        let request: Request
        let run: String
        let time: Int64
        let isExchange: Bool
    }

    private let register: Register
    private let keys: SealingKeys
    private var asked: [Int: Asked] = [:]
    private var effects: [Effect] = []
    private var parts: [JSON] = []
    /// Sealed entries that no key opens.
    private(set) var unreadable = 0

    private static let batch = 4096

    init(_ register: Register, _ keys: SealingKeys) {
        self.register = register
        self.keys = keys
    }

    mutating func take(_ line: LogLine) throws {
        guard let header = line.header else { return }
        switch header.kind {
        case .intent: takeIntent(line, header)
        case .outcome: try takeOutcome(line, header)
        case .runStart: if line["mode"]?.text == RunMode.live.rawValue { abandon() }
        case .note: try takeNote(line, header)
        default: break
        }
    }

    /// Applies what is left; everything up to `last` stands in the register then.
    mutating func finish(upTo last: Int) throws {
        abandon()
        try flush()
        try register.apply([], upTo: last)
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
            isExchange: line["exchange"] == .bool(true)
        )
    }

    private mutating func takeOutcome(_ line: LogLine, _ header: LogHeader) throws {
        guard let intent = header.ref, let asked = asked.removeValue(forKey: intent),
            let outcome = header.class.flatMap({ OutcomeClass(rawValue: $0.rawValue) })
        else { return }
        let time = line["at"]?.integer.map { Int64($0) } ?? Int64(header.microseconds) / 1_000_000
        let effect = Effect(
            asked.request,
            outcome,
            intent: intent,
            run: line.run,
            at: time
        )
        let meant = asked.isExchange ? effect?.forExchange() : effect
        if let meant { effects.append(meant) }
        if effects.count >= Self.batch { try flush() }
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
        parts = part == 1 ? rows : parts + rows
        guard part == line["parts"]?.integer else { return }
        guard let change = RegisterChange(what, at: Int64(time), rows: parts) else { return }
        parts = []
        // Within a run others are at work beside it; else the workspace was locked for the change.
        if line.run.isEmpty { abandon() }
        try flush()
        try register.apply(change)
    }

    private func opened(_ line: LogLine) -> LogValue? {
        guard let (sealed, context) = line.sealedContext(),
            let plain = try? keys.open(sealed, authenticating: context)
        else { return nil }
        return try? LogValue.parse(plain)
    }

    private mutating func abandon() {
        for (seq, asked) in asked.sorted(by: { $0.key < $1.key }) {
            effects.append(
                Effect(
                    asked.request,
                    Effect.Stage.unknown,
                    intent: seq,
                    run: asked.run,
                    at: asked.time
                )
            )
        }
        asked = [:]
    }

    private mutating func flush() throws {
        try register.apply(effects)
        effects = []
    }
}
