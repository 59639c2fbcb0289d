public import ALMS

/// What tells one grant from all others: (door, kind, `authoredMobile`).
public struct GrantID: Sendable, Hashable, CustomStringConvertible {
    /// The door.
    public let door: DoorKey
    /// Authorization or password.
    public let kind: GrantKind
    /// The holder, exactly as sent.
    public let authoredMobile: String

    /// Makes the key.
    public init(door: DoorKey, kind: GrantKind, authoredMobile: String) {
        self.door = door
        self.kind = kind
        self.authoredMobile = authoredMobile
    }

    /// `B001/1001 password 13800000000`; for people, not for parsing.
    public var description: String { "\(door) \(kind.rawValue) \(authoredMobile)" }
}
