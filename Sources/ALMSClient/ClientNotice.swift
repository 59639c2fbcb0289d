public import ALMS

/// Something worth a line to the user while requests are sent; never a person, a secret or a URL.
public enum ClientNotice: Sendable, Equatable, CustomStringConvertible {
    /// The service's clock minus ours, in seconds; said once.
    case clockSkew(seconds: Int64)
    /// The attempt with this number follows after a wait.
    case retrying(OperationName, door: DoorKey?, attempt: Int, after: Duration)
    /// A call is not repeated, since too many were.
    case retryQuotaUsedUp(OperationName, door: DoorKey?)
    /// Nothing is sent for a while.
    case paused(Duration, why: String)
    /// The pace is halved; so many requests a second are left.
    case slowedDown(perSecond: Double, why: String)
    /// A building's gateway is offline and left alone for a while.
    case buildingOffline(String, Duration)
    /// Nothing more is sent.
    case ended(NotSent)

    /// The notice as a line: subject first.
    public var description: String {
        switch self {
        case .clockSkew(let seconds): ClockWords.skew(seconds)
        case .retrying(let operation, let door, let attempt, let wait):
            "\(Self.subject(operation, door)): attempt \(attempt) in \(wait.words)"
        case .retryQuotaUsedUp(let operation, let door):
            "\(Self.subject(operation, door)): not repeated; the quota of retries is used up"
        case .paused(let wait, let why): "sending pauses for \(wait.words): \(why)"
        case .slowedDown(let perSecond, let why):
            "too many requests for the service (\(why)); the pace is halved to "
                + "\(Self.rounded(perSecond)) a second"
        case .buildingOffline(let buildingId, let wait):
            "\(buildingId): the gateway is offline; left alone for \(wait.words), its doors come last"
        case .ended(let reason): "sending ends: \(reason)"
        }
    }

    private static func rounded(_ number: Double) -> String {
        let hundredths = Int((min(number, 1e9) * 100).rounded())
        let text = "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
        return hundredths % 100 == 0 ? "\(hundredths / 100)" : text
    }

    private static func subject(_ operation: OperationName, _ door: DoorKey?) -> String {
        door.map { "\(operation.rawValue) \($0)" } ?? operation.rawValue
    }
}

extension Duration {
    /// `1.5 s`.
    var words: String {
        let tenths = (milliseconds + 50) / 100
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }

    /// Whole milliseconds; more than 292 million years are no more than that.
    var milliseconds: Int64 {
        whole(1000) + components.attoseconds / 1_000_000_000_000_000
    }

    /// Whole microseconds; more than 292,000 years are no more than that.
    var microseconds: Int64 {
        whole(1_000_000) + components.attoseconds / 1_000_000_000_000
    }

    private func whole(_ parts: Int64) -> Int64 {
        let most = Int64.max / parts - 1
        return min(max(components.seconds, -most), most) * parts
    }

    /// Whole seconds, upwards.
    var wholeSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }
}
