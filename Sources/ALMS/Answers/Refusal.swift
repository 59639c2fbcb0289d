/// What kind of no the service said, read from its words (`alms/API.md`, «failure shapes»).
public enum Refusal: Sendable, Equatable {
    /// The token or the clock is wrong: every further request would be refused too.
    case credentials
    /// The gateway of the building is offline (`HOST_NOT_ONLINE`).
    case gatewayOffline
    /// The lock itself is offline (`LOCK_NOT_ONLINE`, or digits and `TIME OUT`).
    case lockOffline
    /// Anything else, text unknown to us.
    case other

    /// Reads `desc`.
    public init(_ desc: String) {
        let text = desc.trimmingSpace.lowercased()
        if text.contains("token") || text.contains("timestamp") || text.contains("时间戳") {
            self = .credentials
        } else if text == "host_not_online" {
            self = .gatewayOffline
        } else if text == "lock_not_online" || Self.isTimeOut(text) {
            self = .lockOffline
        } else {
            self = .other
        }
    }

    private static func isTimeOut(_ text: String) -> Bool {
        guard text.hasSuffix("time out") else { return false }
        let digits = String(text.dropLast(8)).trimmingSpace
        return !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmingSpace: String {
        let tail = drop(while: \.isWhitespace)
        guard let last = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(tail[...last])
    }
}
