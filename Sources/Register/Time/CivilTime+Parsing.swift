extension CivilTime {
    /// Which moment a bare date means.
    public enum Bound: Sendable {
        /// 00:00:00.
        case start
        /// 23:59:59.
        case end
    }

    /// The Unix seconds of a time as people and spreadsheets write it.
    ///
    /// `2026-12-01`, `2026/12/1`, `2026年12月1日`, each with `9:00` or `09:00:30` behind a space or a
    /// `T`, and then `Z` or `+08:00` if it is not the zone's own.
    ///
    /// - Parameters:
    ///   - text: the time; spaces at its ends do not count.
    ///   - bound: what a bare date means.
    /// - Returns: Unix seconds.
    /// - Throws: ``CivilTimeError`` when it is nothing of these, or there is no such day or time.
    public func parse(_ text: String, bound: Bound = .start) throws(CivilTimeError) -> Int64 {
        var scanner = TimeScanner(text)
        guard let date = scanner.date() else { throw Self.unreadable(text) }
        guard (1...12).contains(date.month),
            (1...Civil.days(in: date.month, of: date.year)).contains(date.day)
        else { throw CivilTimeError("'\(text)': there is no such day") }
        var clock =
            bound == .end
            ? (hour: 23, minute: 59, second: 59) : (hour: 0, minute: 0, second: 0)
        var shift: Int?
        if !scanner.isAtEnd {
            guard let given = scanner.clock() else { throw Self.unreadable(text) }
            guard given.hour < 24, given.minute < 60, given.second < 60 else {
                throw CivilTimeError("'\(text)': there is no such time of day")
            }
            clock = given
            shift = scanner.shift()
            guard scanner.isAtEnd else { throw Self.unreadable(text) }
        }
        if let shift {
            let days = Int64(Civil.day(year: date.year, month: date.month, day: date.day))
            let seconds = clock.hour * 3600 + clock.minute * 60 + clock.second - shift
            return days * 86400 + Int64(seconds)
        }
        return time(
            year: date.year,
            month: date.month,
            day: date.day,
            hour: clock.hour,
            minute: clock.minute,
            second: clock.second
        )
    }

    /// The same, and `today`, `tomorrow` and `yesterday` as dates, of the day that `now` falls on.
    ///
    /// - Throws: as ``parse(_:bound:)``.
    public func parse(
        _ text: String,
        bound: Bound = .start,
        now: Int64
    ) throws(CivilTimeError) -> Int64 {
        let words = text.split(separator: " ", maxSplits: 1)
        guard let first = words.first, let shift = Self.days[first.lowercased()] else {
            return try parse(text, bound: bound)
        }
        let today = civil(now)
        let day = civil(
            time(year: today.year, month: today.month, day: today.day + shift, hour: 12)
        )
        let clock = words.dropFirst().map { " \($0)" }.joined()
        do throws(CivilTimeError) {
            return try parse("\(Self.date(day))\(clock)", bound: bound)
        } catch {
            throw CivilTimeError("'\(text)' is no time; give \(first) or \(first) 9:00")
        }
    }

    private static let days: [String: Int] = ["yesterday": -1, "today": 0, "tomorrow": 1]

    private static func date(_ civil: Civil) -> String {
        let year = String(civil.year)
        return String(repeating: "0", count: max(0, 4 - year.count)) + year
            + "-\(civil.month)-\(civil.day)"
    }

    private static func unreadable(_ text: String) -> CivilTimeError {
        CivilTimeError("'\(text)' is no time; give 2026-12-01 or 2026-12-01 12:00")
    }
}

/// Reads the parts of a time one after the other.
private struct TimeScanner {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars.drop { $0.properties.isWhitespace })
        skipSpace()
    }

    var isAtEnd: Bool {
        scalars[position...].allSatisfy { $0.properties.isWhitespace }
    }

    mutating func date() -> (year: Int, month: Int, day: Int)? {
        guard let year = number(4...4), let separator = take(["-", "/", "年"]),
            let month = number(1...2), take(separator == "年" ? ["月"] : [separator]) != nil,
            let day = number(1...2), separator != "年" || take(["日"]) != nil
        else { return nil }
        return (year, month, day)
    }

    mutating func clock() -> (hour: Int, minute: Int, second: Int)? {
        if take(["T"]) == nil {
            guard skipSpace() else { return nil }
        }
        guard let hour = number(1...2), take([":"]) != nil, let minute = number(2...2) else {
            return nil
        }
        guard take([":"]) != nil else { return (hour, minute, 0) }
        return number(2...2).map { (hour, minute, $0) }
    }

    /// Seconds east of Greenwich, if the text says so.
    mutating func shift() -> Int? {
        if take(["Z"]) != nil { return 0 }
        let start = position
        guard let sign = take(["+", "-"]), let hours = number(2...2), take([":"]) != nil,
            let minutes = number(2...2), hours < 24, minutes < 60
        else {
            position = start
            return nil
        }
        return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }

    private mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < digits.upperBound, position < scalars.count,
            (48...57).contains(scalars[position].value)
        {
            value = value * 10 + Int(scalars[position].value) - 48
            count += 1
            position += 1
        }
        return digits.contains(count) ? value : nil
    }

    private mutating func take(_ choices: [Unicode.Scalar]) -> Unicode.Scalar? {
        guard position < scalars.count, choices.contains(scalars[position]) else { return nil }
        position += 1
        return scalars[position - 1]
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = position
        while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
        return position > start
    }
}
