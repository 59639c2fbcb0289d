extension CivilTime {
    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]
    /// A day less than the years 0 to 9999, whatever the zone.
    private static let formattable: ClosedRange<Int64> = -62_167_132_800...253_402_214_399
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]

    /// `time` as text, with the letters of C's `strftime` that Lua's `os.date` takes, in English.
    ///
    /// - Parameters:
    ///   - time: Unix seconds.
    ///   - format: text with conversions such as `%Y-%m-%d`.
    /// - Returns: the text.
    /// - Throws: ``CivilTimeError`` for a letter that means nothing, and for a time beyond the
    ///   year 9999.
    public func format(
        _ time: Int64,
        _ format: String = "%Y-%m-%d %H:%M:%S"
    ) throws(CivilTimeError) -> String {
        guard Self.formattable.contains(time) else {
            throw CivilTimeError("\(time) is beyond the years 0 to 9999; give Unix seconds")
        }
        let civil = civil(time)
        var text = ""
        var letters = format.makeIterator()
        while let letter = letters.next() {
            guard letter == "%" else {
                text.append(letter)
                continue
            }
            var conversion = letters.next()
            if conversion == "E" || conversion == "O" { conversion = letters.next() }
            text += try self.text(conversion, of: civil, at: time)
        }
        return text
    }

    private func text(
        _ conversion: Character?,
        of civil: Civil,
        at time: Int64
    ) throws(CivilTimeError) -> String {
        if let text = date(conversion, civil) ?? clock(conversion, civil) { return text }
        switch conversion {
        case "c": return try format(time, "%a %b %e %H:%M:%S %Y")
        case "D", "x": return try format(time, "%m/%d/%y")
        case "F": return try format(time, "%Y-%m-%d")
        case "r": return try format(time, "%I:%M:%S %p")
        case "R": return try format(time, "%H:%M")
        case "T", "X": return try format(time, "%H:%M:%S")
        case "s": return String(time)
        case "Z": return abbreviation(at: time)
        case "n": return "\n"
        case "t": return "\t"
        case "%": return "%"
        default:
            throw CivilTimeError("format: '%\(conversion.map { String($0) } ?? "")' means nothing")
        }
    }

    private func date(_ conversion: Character?, _ civil: Civil) -> String? {
        let weekday = civil.weekday - 1
        switch conversion {
        case "Y": return String(civil.year)
        case "C": return Self.padded(civil.year / 100)
        case "y": return Self.padded(civil.year % 100)
        case "m": return Self.padded(civil.month)
        case "d": return Self.padded(civil.day)
        case "e": return civil.day < 10 ? " \(civil.day)" : "\(civil.day)"
        case "j": return Self.padded(civil.yearday, to: 3)
        case "a": return String(Self.weekdays[weekday].prefix(3))
        case "A": return Self.weekdays[weekday]
        case "b", "h": return String(Self.months[civil.month - 1].prefix(3))
        case "B": return Self.months[civil.month - 1]
        case "u": return String(weekday == 0 ? 7 : weekday)
        case "w": return String(weekday)
        case "U": return Self.padded((civil.yearday + 6 - weekday) / 7)
        case "W": return Self.padded((civil.yearday + 6 - (weekday + 6) % 7) / 7)
        case "V": return Self.padded(civil.isoWeek.week)
        case "G": return String(civil.isoWeek.year)
        case "g": return Self.padded(civil.isoWeek.year % 100)
        default: return nil
        }
    }

    private func clock(_ conversion: Character?, _ civil: Civil) -> String? {
        switch conversion {
        case "H": return Self.padded(civil.hour)
        case "I": return Self.padded((civil.hour + 11) % 12 + 1)
        case "M": return Self.padded(civil.minute)
        case "S": return Self.padded(civil.second)
        case "p": return civil.hour < 12 ? "AM" : "PM"
        case "z":
            let minutes = abs(civil.offset) / 60
            let sign = civil.offset < 0 ? "-" : "+"
            return sign + Self.padded(minutes / 60) + Self.padded(minutes % 60)
        default: return nil
        }
    }

    private static func padded(_ number: Int, to width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Civil {
    /// The week of ISO 8601 and the year it counts in.
    fileprivate var isoWeek: (year: Int, week: Int) {
        let monday = (weekday + 5) % 7
        let week = (yearday - 1 - monday + 10) / 7
        if week < 1 { return (year - 1, Self.weeks(in: year - 1)) }
        return week > Self.weeks(in: year) ? (year + 1, 1) : (year, week)
    }

    /// A year has 53 weeks when it ends on a Thursday, or the year before on a Wednesday.
    private static func weeks(in year: Int) -> Int {
        func lastWeekday(_ year: Int) -> Int { (day(year: year, month: 12, day: 31) + 4) % 7 }
        return lastWeekday(year) == 4 || lastWeekday(year - 1) == 3 ? 53 : 52
    }
}
