public import ALMS

/// What one person holds at one door of the demo estate.
public struct DemoGrant: Sendable, Equatable {
    /// An authorization or a password.
    public enum Kind: String, Sendable, CaseIterable {
        case auth
        case password
    }

    /// The door.
    public let door: DoorKey
    /// What is held.
    public let kind: Kind
    /// The holder's mobile number.
    public let authoredMobile: String
    /// The holder's name.
    public let authoredName: String
    /// Who granted it.
    public let author: String
    /// From when, Unix seconds.
    public let startTime: Int64
    /// Until when, Unix seconds.
    public let endTime: Int64
    /// The digits, for a password.
    public let password: String?
}

/// One opening of a door of the demo estate.
public struct DemoOpening: Sendable, Equatable {
    /// The door.
    public let door: DoorKey
    /// The opener's mobile number.
    public let opener: String
    /// 1 WeChat, 2 app, 3 password.
    public let type: Int
    /// When, Unix seconds.
    public let time: Int64
}
