/// The hours of the day within which writes may be sent, in the workspace's zone.
public struct Hours: Sendable, Equatable, CustomStringConvertible {
    /// First minute of the day.
    public let start: Int
    /// First minute after; may be smaller than ``start``, then midnight lies within.
    public let end: Int

    /// Reads `10:00-16:00`.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Self.minute(parts[0]), let end = Self.minute(parts[1]),
            start != end
        else { return nil }
        self.start = start
        self.end = end
    }

    /// `10:00-16:00`.
    public var description: String { "\(Self.text(start))-\(Self.text(end))" }

    /// Whether `minute` of the day lies within.
    public func contains(_ minute: Int) -> Bool {
        start < end ? (start..<end).contains(minute) : minute >= start || minute < end
    }

    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...24).contains(hour), (0...59).contains(minute), hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }

    private static func text(_ minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }
}
