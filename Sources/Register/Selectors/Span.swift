/// A length of time as people write it: `7d`, `12h`, `90m`, `30s`, `2w`.
public struct Span: Sendable, Hashable {
    /// The length in seconds, from 1.
    public let seconds: Int64

    private static let units: [Character: Int64] = [
        "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800,
    ]

    /// Reads a whole number and a unit; nil when the text is anything else.
    public init?(_ text: String) {
        guard let letter = text.last, let unit = Self.units[letter],
            text.utf8.dropLast().allSatisfy({ (48...57).contains($0) }),
            let count = Int64(text.dropLast()), count > 0, count <= 100_000
        else { return nil }
        seconds = count * unit
    }
}
