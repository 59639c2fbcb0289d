/// What a service said, fit to be kept and shown.
///
/// There is one way to make it: what was sent along is masked in the whole text first, and only
/// then is it cut, so that no cut can spare part of a secret.
public struct ServiceWords: Sendable, Hashable, CustomStringConvertible {
    /// How many Unicode scalars it has at most, the mark of a cut left out.
    public static let longest = 500

    /// The words.
    public let text: String

    /// Checks `said`.
    ///
    /// - Parameters:
    ///   - said: what came, of any length.
    ///   - mask: what must not be repeated.
    public init(_ said: String, hiding mask: EchoMask) {
        let masked = mask.masked(said)
        // Characters may have any number of scalars.
        let scalars = masked.unicodeScalars
        if let end = scalars.index(
            scalars.startIndex,
            offsetBy: Self.longest,
            limitedBy: scalars.endIndex
        ), end < scalars.endIndex {
            text = String(String.UnicodeScalarView(scalars[..<end])) + "…"
        } else {
            text = masked
        }
    }

    /// The same with a mask that is made when there is something to hide in.
    init(_ said: String, hiding mask: () -> EchoMask) {
        self.init(said, hiding: said.isEmpty ? .none : mask())
    }

    /// The words.
    public var description: String { text }
}
