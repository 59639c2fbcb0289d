/// When a group was written, by both clocks, as its entries say it.
struct StampText {
    /// Microseconds since boot.
    let mono: [UInt8]
    /// `"2026-11-24T06:16:19.123456Z"`, and for the first entry the mark of a clock that went back.
    private(set) var time: [UInt8]

    init(_ now: (wall: Int, mono: Int), after last: Int) {
        var digits: [UInt8] = []
        digits.append(decimal: now.mono)
        mono = digits
        time = [UInt8(ascii: "\"")]
        Stamp.append(now.wall, to: &time)
        time.append(UInt8(ascii: "\""))
        guard last > now.wall else { return }
        time.append(",\"tsback\":")
        time.append(decimal: last - now.wall)
    }

    /// The mark stands once: the entries of a group share its time.
    mutating func dropMark() { time.removeLast(time.count - 29) }
}

/// RFC 3339 in UTC with microseconds.
enum Stamp {
    /// RFC 3339 with microseconds.
    static func append(_ wall: Int, to out: inout [UInt8]) {
        let day = wall.floorDiv(86_400_000_000)
        let inDay = wall - day * 86_400_000_000
        let (year, month, date) = civil(day)
        out.append(decimal: year, width: 4)
        out.append(UInt8(ascii: "-"))
        out.append(decimal: month, width: 2)
        out.append(UInt8(ascii: "-"))
        out.append(decimal: date, width: 2)
        out.append(UInt8(ascii: "T"))
        out.append(decimal: inDay / 3_600_000_000, width: 2)
        out.append(UInt8(ascii: ":"))
        out.append(decimal: inDay / 60_000_000 % 60, width: 2)
        out.append(UInt8(ascii: ":"))
        out.append(decimal: inDay / 1_000_000 % 60, width: 2)
        out.append(UInt8(ascii: "."))
        out.append(decimal: inDay % 1_000_000, width: 6)
        out.append(UInt8(ascii: "Z"))
    }

    /// Year, month and day of a day since 1970-01-01, in years that begin in March.
    private static func civil(_ day: Int) -> (Int, Int, Int) {
        let shifted = day + 719_468
        let era = shifted.floorDiv(146_097)
        let inEra = shifted - era * 146_097
        let yearOfEra = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
        let inYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * inYear + 2) / 153
        let date = inYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date)
    }

    /// Microseconds since 1970 of the 27 characters that `append` writes; nil for any other text.
    static func parse(_ text: Span<UInt8>) -> Int? {
        guard text.count == 27, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"),
            text[16] == UInt8(ascii: ":"), text[19] == UInt8(ascii: "."),
            text[26] == UInt8(ascii: "Z"), let year = number(text, 0, 4),
            let month = number(text, 5, 2), let date = number(text, 8, 2),
            let hour = number(text, 11, 2), let minute = number(text, 14, 2),
            let second = number(text, 17, 2), let micro = number(text, 20, 6),
            (1...12).contains(month), (1...31).contains(date), hour < 24, minute < 60, second < 61
        else { return nil }
        let seconds = ((days(year, month, date) * 24 + hour) * 60 + minute) * 60 + second
        return seconds * 1_000_000 + micro
    }

    private static func days(_ year: Int, _ month: Int, _ date: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.floorDiv(400)
        let yearOfEra = shifted - era * 400
        let inYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
        let inEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + inYear
        return era * 146_097 + inEra - 719_468
    }

    private static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<start + count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}

extension Int {
    /// Division that rounds down, so that times before 1970 work too.
    fileprivate func floorDiv(_ other: Int) -> Int {
        let quotient = self / other
        return self % other < 0 ? quotient - 1 : quotient
    }
}
