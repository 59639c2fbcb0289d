import ALMS
import Register
import RequestLog
import Vault

/// Puts the entries of the log together to calls, in their order and without keeping more than is
/// asked for: whoever takes them is told of every attempt once nothing more is to be learnt of it.
///
/// An intent without an outcome is told of, as unknown, once nobody will hear of it again: at the next
/// live run, at a change by people, at the end.
struct CallReader {
    /// What the log tells.
    enum Event {
        /// A live run begins, or goes on.
        case began(LogLine)
        /// An attempt is over; `class` is nil when no answer was written down.
        case attempt(LogLine, LogHeader, class: LogClass?, words: String)
        /// A note says of an attempt what became of it.
        case noted(Int, LogClass)
        /// People changed the register.
        case changed(LogLine)
        /// Steps of a plan are left out for good.
        case leftOut(run: String, [Int])
    }

    private var inFlight: [Int: (line: LogLine, header: LogHeader)] = [:]

    /// Takes an entry.
    mutating func take(
        _ line: LogLine,
        wants: (LogLine, LogHeader) -> Bool,
        _ body: (Event) throws -> Void
    ) rethrows {
        guard let header = line.header else { return }
        switch header.kind {
        case .runStart:
            guard line["mode"]?.text == RunMode.live.rawValue else { return }
            try finish(body)
            try body(.began(line))
        case .intent: if wants(line, header) { inFlight[line.index] = (line, header) }
        case .outcome:
            guard let ref = header.ref, let intent = inFlight.removeValue(forKey: ref) else {
                return
            }
            let words = line["text"]?.text ?? ""
            try body(
                .attempt(intent.line, intent.header, class: header.class ?? .unknown, words: words)
            )
        case .note: try takeNote(line, header, body)
        default: break
        }
    }

    /// Tells of what is still open.
    mutating func finish(_ body: (Event) throws -> Void) rethrows {
        let open = inFlight.sorted { $0.key < $1.key }.map(\.value)
        inFlight = [:]
        for (line, header) in open {
            try body(.attempt(line, header, class: nil, words: ""))
        }
    }

    private mutating func takeNote(
        _ line: LogLine,
        _ header: LogHeader,
        _ body: (Event) throws -> Void
    ) rethrows {
        if let ref = header.ref, let word = header.class { try body(.noted(ref, word)) }
        if let steps = line["left_out"]?.list {
            try body(.leftOut(run: line.run, steps.compactMap(\.integer)))
        }
        guard line["register"] != nil else { return }
        if line.run.isEmpty { try finish(body) }
        try body(.changed(line))
    }
}

extension LogLine {
    /// The change of the register that a note tells of, as much as stands in this entry.
    func change(_ keys: SealingKeys) -> RegisterChange? {
        guard let (sealed, context) = sealedContext(),
            let plain = try? keys.open(sealed, authenticating: context),
            let opened = try? LogValue.parse(plain), let rows = ChangeEntries.rows(self, opened)
        else { return nil }
        return RegisterChange(self["register"]?.text ?? "", at: 0, rows: rows)
    }
}
