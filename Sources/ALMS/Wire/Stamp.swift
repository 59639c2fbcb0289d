/// What makes one attempt differ from every other: its time and its random text.
public struct Stamp: Sendable, Equatable {
    /// Unix seconds.
    public let timestamp: Int64
    /// A random text.
    public let nonstr: String

    /// A stamp of given parts.
    public init(timestamp: Int64, nonstr: String) {
        self.timestamp = timestamp
        self.nonstr = nonstr
    }

    /// A stamp with 32 fresh hexadecimal digits from the system's generator.
    public static func fresh(timestamp: Int64) -> Stamp {
        var generator = SystemRandomNumberGenerator()
        let high = UInt64.random(in: .min ... .max, using: &generator)
        let low = UInt64.random(in: .min ... .max, using: &generator)
        return Stamp(timestamp: timestamp, nonstr: Hexadecimal.text(high) + Hexadecimal.text(low))
    }
}
