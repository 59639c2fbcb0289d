/// Why a text is no time, a format cannot be used, or a zone is none.
public struct CivilTimeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence for people.
    public let description: String

    init(_ description: String) { self.description = description }
}
