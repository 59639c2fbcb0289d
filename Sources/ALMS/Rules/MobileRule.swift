/// What an `authoredMobile` or `operator` must be.
///
/// An empty one is refused always: in the sister interface, deleting an authorization without a
/// phone clears all of the room (`alms/API.md`, «an EMPTY authoredMobile»).
public enum MobileRule: String, Sendable, CaseIterable {
    /// Any text that is not blank; one that does not look like a mainland mobile draws a warning.
    case any
    /// `1` and ten digits, nothing else.
    case mainland

    /// Whether `text` is empty or consists of white space and invisible characters alone, the blank
    /// pattern of Braille among them.
    public static func isBlank(_ text: String) -> Bool {
        // What nearly every text begins with is plain ASCII, and needs no tables of Unicode.
        if let first = text.utf8.first, (0x21...0x7E).contains(first) { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
                || scalar.properties.generalCategory == .control
                || scalar.properties.generalCategory == .format
                || scalar == "\u{2800}"
        }
    }

    /// Whether `text` is `1` and ten digits.
    public static func looksMainland(_ text: String) -> Bool {
        text.utf8.count == 11 && text.utf8.first == 49
            && text.utf8.allSatisfy { (48...57).contains($0) }
    }
}
