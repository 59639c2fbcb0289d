/// What a grant was before a run changed it.
public struct PreviousValue: Sendable {
    /// The grant.
    public let id: GrantID
    /// Its status then; nil when there was no such grant.
    public let status: GrantStatus?
    /// How sure the row was then.
    public let confidence: Confidence
    /// Its terms then, with the password if it was known.
    public let terms: GrantTerms
    /// What it is now.
    public let current: GrantRow
    /// Whether another run changed it afterwards.
    public let isChangedSince: Bool
}
