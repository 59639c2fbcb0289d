/// A named value that already knows whether it may be read by everybody.
public struct LogField: Sendable, Equatable {
    /// How a value is logged.
    public enum Exposure: Sendable {
        /// As it is.
        case clear
        /// As `{"$c":"…"}`, a keyed commitment that can be revealed later.
        case committed
    }

    /// The name on the wire.
    public let name: String
    /// The value; of a committed one only the commitment is written.
    public let value: LogValue
    /// Whether the value is written or committed to.
    public let exposure: Exposure

    /// A value that everybody may read.
    public static func clear(_ name: String, _ value: LogValue) -> LogField {
        LogField(name: name, value: value, exposure: .clear)
    }

    /// A value that only its commitment stands for: a text's UTF-8, an integer's decimal, else
    /// the canonical JSON is committed to.
    public static func committed(_ name: String, _ value: LogValue) -> LogField {
        LogField(name: name, value: value, exposure: .committed)
    }
}

extension LogField: CustomStringConvertible, CustomReflectable {
    /// The name, and dots for a committed value.
    public var description: String {
        exposure == .clear ? "\(name): \(value)" : "\(name): ••••••"
    }

    /// Shows what `description` shows, so that a dump shows no secret either.
    public var customMirror: Mirror { Mirror(self, children: ["field": description]) }
}
