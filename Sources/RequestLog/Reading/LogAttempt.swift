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

    /// Whether somebody knows whether it was done.
    public var isResolved: Bool { `class` != .unknown }
}
