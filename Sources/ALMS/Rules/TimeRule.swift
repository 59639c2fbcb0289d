/// Which numbers are times: Unix seconds of ten digits (2001 to 2286).
public enum TimeRule {
    private static let seconds: ClosedRange<Int64> = 1_000_000_000...9_999_999_999
    private static let milliseconds: ClosedRange<Int64> = 1_000_000_000_000...9_999_999_999_999

    /// What is wrong with `value` as a time; nil when it is one.
    public static func problem(_ value: Int64) -> String? {
        if seconds.contains(value) { return nil }
        if milliseconds.contains(value) {
            return "\(value) looks like milliseconds; give Unix seconds (\(value / 1000))"
        }
        return "\(value) given; give Unix seconds, ten digits"
    }
}
