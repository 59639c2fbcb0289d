/// An intent with what became of it.
public struct LogAttempt: Sendable {
    /// What was about to be sent.
    public let intent: LogLine
    /// The answer; nil means unknown: may have been sent.
    public internal(set) var outcome: LogLine?
    /// Notes that name the intent, in order.
    public internal(set) var notes: [LogLine] = []

    init(intent: LogLine) { self.intent = intent }

    /// What is known: the last note that settles it, else the outcome, else unknown.
    public var `class`: LogClass {
        notes.reversed().lazy.compactMap { $0.header?.class }.first
            ?? outcome?.header?.class ?? .unknown
    }

    /// The class of a call: `ok` if any attempt was, else `unknown` if any may have been done, else
    /// the last one's.
    public static func outcome(of attempts: [LogAttempt]) -> LogClass {
        let classes = attempts.map(\.class)
        if classes.contains(.ok) { return .ok }
        if classes.contains(.unknown) { return .unknown }
        return classes.last ?? .unknown
    }

    /// Whether somebody knows whether it was done.
    public var isResolved: Bool { `class` != .unknown }
}
