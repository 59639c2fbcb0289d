/// What an entry is about.
public enum LogKind: String, Sendable, CaseIterable {
    case genesis
    case runStart = "run-start"
    case planned
    case intent
    case outcome
    case runEnd = "run-end"
    case recovery
    case key
    case note
}

/// What became of an attempt.
public enum LogClass: String, Sendable, CaseIterable {
    /// The service said yes.
    case ok
    /// The service said no.
    case refused
    /// Surely not done.
    case failed
    /// May or may not have been done.
    case unknown
    /// Not begun.
    case skipped
}
