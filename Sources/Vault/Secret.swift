/// A text that nobody sees by accident: prints, dumps and encodes as dots.
public struct Secret: Sendable, Hashable {
    private let text: String

    /// What stands wherever a secret would be shown.
    public static let dots = "••••••"

    /// Wraps a text.
    public init(_ text: String) { self.text = text }

    /// The text itself; the only way to it.
    public func reveal() -> String { text }

    /// Whether there is no text.
    public var isEmpty: Bool { text.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Dots.
    public var description: String { Secret.dots }
    /// Dots.
    public var debugDescription: String { Secret.dots }
    /// Without children, so that `dump` finds nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Encodable {
    /// Writes dots.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Secret.dots)
    }
}
