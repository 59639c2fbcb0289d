public import Vault

/// What a grant says beside who holds it where.
public struct GrantTerms: Sendable, Hashable {
    /// From when, Unix seconds; nil when nobody knows.
    public let startTime: Int64?
    /// Until when, Unix seconds; nil when nobody knows.
    public let endTime: Int64?
    /// Who grants.
    public let author: String
    /// The holder's name.
    public let authoredName: String
    /// The password; nil for an authorization, and when the register does not know it.
    public let password: Secret?

    /// Makes terms.
    public init(
        startTime: Int64?,
        endTime: Int64?,
        author: String,
        authoredName: String,
        password: Secret? = nil
    ) {
        self.startTime = startTime
        self.endTime = endTime
        self.author = author
        self.authoredName = authoredName
        self.password = password
    }
}
