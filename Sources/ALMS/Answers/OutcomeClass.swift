/// What became of a call (`DESIGN.md`, «Words»).
public enum OutcomeClass: String, Sendable, CaseIterable, Hashable {
    /// The service said that it is done.
    case ok
    /// The service said no.
    case refused
    /// Surely not done.
    case failed
    /// May or may not have been done.
    case unknown
    /// Not tried, since something it needs was not ok.
    case skipped
    /// Nothing had to be sent: the register holds it confirmed.
    case unchanged
}
