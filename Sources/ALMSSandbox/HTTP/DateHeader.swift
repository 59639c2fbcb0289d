import Synchronization

/// The `Date` header by the sandbox's clock, written once a second.
final class DateHeader: Sendable {
    private struct Last {
        var second: Int64 = .min
        var text = ""
    }

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private let unixSeconds: @Sendable () -> Int64
    private let last = Mutex(Last())

    init(_ unixSeconds: @escaping @Sendable () -> Int64) { self.unixSeconds = unixSeconds }

    /// Now, as RFC 9110 writes it.
    var text: String {
        let now = unixSeconds()
        return last.withLock { last in
            if last.second != now { last = Last(second: now, text: Self.text(now)) }
            return last.text
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ unixSeconds: Int64) -> String {
        let days = unixSeconds / 86400
        let second = unixSeconds % 86400
        let (year, month, day) = CivilDate.of(days: days)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { ChinaTime.two($0) }
        return
            "\(Self.days[Int(days % 7)]), \(ChinaTime.two(day)) \(months[Int(month - 1)]) \(year)"
            + " \(clock.joined(separator: ":")) GMT"
    }
}
