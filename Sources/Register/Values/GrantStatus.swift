/// Whether a grant still opens its door, as far as the register knows.
public enum GrantStatus: String, Sendable, Hashable, CaseIterable {
    /// Neither removed nor ended.
    case active
    /// Its end time has passed; derived whenever it is read.
    case ended
    /// The service said that it is gone.
    case removed
}

/// What a request that is not settled yet wanted.
public enum Wish: String, Sendable, Hashable {
    /// That somebody holds the grant.
    case set
    /// That nobody holds it.
    case remove
}
