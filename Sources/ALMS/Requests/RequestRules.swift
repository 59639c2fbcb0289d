/// What decides, beside the arguments themselves, whether a request is valid.
public struct RequestRules: Sendable {
    /// What a mobile must look like.
    public var mobile: MobileRule
    /// Whether a weak new password passes.
    public var allowsWeak: Bool
    /// Whether secrets are left out: the request is for people to read, and is never sent.
    var isOutline = false

    /// The rules of a workspace that sets none.
    public init(mobile: MobileRule = .any, allowsWeak: Bool = false) {
        self.mobile = mobile
        self.allowsWeak = allowsWeak
    }
}
