/// Who sends requests and what signs them; prints as dots, so that no log can hold the secret.
public struct Credentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The partner's id, given by the vendor; public.
    public let partnerId: String
    let secret: String

    /// Makes credentials of the vendor's two texts.
    public init(partnerId: String, secret: String) {
        self.partnerId = partnerId
        self.secret = secret
    }

    /// The id and dots.
    public var description: String { "\(partnerId) ••••••" }

    /// The id and dots.
    public var debugDescription: String { description }

    /// Nothing but the id.
    public var customMirror: Mirror { Mirror(self, children: ["partnerId": partnerId]) }
}
