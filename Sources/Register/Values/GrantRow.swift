public import ALMS

/// One grant as a view shows it, without its password, which ``RegisterView/password(of:)`` opens.
public struct GrantRow: Sendable, Hashable {
    /// The door.
    public let door: DoorKey
    /// The door's row number; negative for a planned door.
    public let doorID: Int64
    /// Authorization or password.
    public let kind: GrantKind
    /// The holder, exactly as sent.
    public let authoredMobile: String
    /// The holder's name.
    public let authoredName: String
    /// Who granted.
    public let author: String
    /// From when, Unix seconds; nil when nobody knows.
    public let startTime: Int64?
    /// Until when, Unix seconds; nil when nobody knows.
    public let endTime: Int64?
    /// How sure the row is.
    public let confidence: Confidence
    /// Whether it still opens the door.
    public let status: GrantStatus
    /// When the service last said ok, Unix seconds.
    public let confirmedAt: Int64?
    /// Whether the register knows the current password.
    public let hasPassword: Bool
    /// Whether an unsettled password stands beside it.
    public let hasPending: Bool
    /// What was asked and is not settled; `remove`: it may or may not be gone.
    public let unsettled: Wish?
    /// Whether it was to be removed and surely was not: the door was offline, or refused.
    public let isRemovalDeclined: Bool
    /// Whether the holder may have nothing though they are to hold something: the old password was
    /// removed for a new one that is not confirmed.
    public let isOwed: Bool
    /// What was asked for last and is not confirmed, also what surely was not done.
    public let lastWish: Wish?

    /// The grant's key.
    public var id: GrantID { GrantID(door: door, kind: kind, authoredMobile: authoredMobile) }
}
