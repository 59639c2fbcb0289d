/// Why bytes are not JSON as the log writes it.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    /// Where, in bytes from the start.
    public let offset: Int
    /// What was wrong there; never a part of the text itself.
    public let reason: String

    /// Position and reason.
    public var description: String { "byte \(offset): \(reason)" }
}
