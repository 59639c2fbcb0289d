/// What somebody holds at a door.
public enum GrantKind: String, Sendable, Hashable, CaseIterable, Comparable {
    /// An authorization (授权).
    case auth
    /// A password (密码).
    case password

    /// The number that stands in the database.
    var code: Int { self == .auth ? 0 : 1 }

    init(code: Int) { self = code == 0 ? .auth : .password }

    /// Authorizations come first.
    public static func < (one: GrantKind, other: GrantKind) -> Bool { one.code < other.code }
}
