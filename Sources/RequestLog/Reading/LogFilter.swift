/// Which entries are asked for; what is not set matches all.
public struct LogFilter: Sendable {
    /// One run.
    public var run: String?
    /// One door.
    public var door: LogDoor?
    /// The classes of outcomes; of an attempt, that of its outcome.
    public var classes: Set<LogClass> = []
    /// Not before, in microseconds since 1970.
    public var since: Int?
    /// Not at or after, in microseconds since 1970.
    public var until: Int?
    /// The kinds of entries.
    public var kinds: Set<LogKind> = []
    /// Attempts of which nobody knows what became of them.
    public var unresolved = false
    /// Values given in clear that must be committed to under a JSON pointer; any one will do.
    public var committed: [(pointer: String, value: LogValue)] = []
    /// What the commitments are keyed with; without it no committed value is found.
    public var key: Commitments?

    /// A filter that lets everything through.
    public init() {}

    func matches(_ line: LogLine, _ header: LogHeader) -> Bool {
        if !kinds.isEmpty, !kinds.contains(header.kind) { return false }
        if let since, header.microseconds < since { return false }
        if let until, header.microseconds >= until { return false }
        if let run, line.run != run { return false }
        if let door, !line.doors.contains(door) { return false }
        return true
    }

    func matchesCommitted(_ line: LogLine) -> Bool {
        guard !committed.isEmpty else { return true }
        guard let key else { return false }
        return committed.contains { line.isCommitted($0.pointer, to: $0.value, key: key) }
    }
}
