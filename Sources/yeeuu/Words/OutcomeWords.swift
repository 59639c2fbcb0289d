import ALMS

extension OutcomeClass {
    /// What people read: an ok is the service's word, and nothing more.
    var words: String { self == .ok ? "confirmed by the service" : rawValue }

    /// The same where there is little room.
    var shortWords: String { self == .ok ? "confirmed" : rawValue }
}
