/// A moment as calendars and clocks of one zone show it.
public struct Civil: Sendable, Hashable {
    /// The year, as in 2026.
    public let year: Int
    /// From 1.
    public let month: Int
    /// From 1.
    public let day: Int
    /// 0 to 23.
    public let hour: Int
    /// 0 to 59.
    public let minute: Int
    /// 0 to 59.
    public let second: Int
    /// From 1, Sunday.
    public let weekday: Int
    /// From 1.
    public let yearday: Int
    /// Whether clocks are set to summer time.
    public let isDST: Bool
    /// Seconds east of Greenwich.
    public let offset: Int

    init(time: Int64, offset: Int, isDST: Bool) {
        let local = time + Int64(offset)
        let days = Self.floorDivided(local, 86400)
        let rest = Int(local - days * 86400)
        let date = Self.date(ofDay: Int(days))
        (year, month, day) = date
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
        weekday = Int((days + 4) % 7 + 7) % 7 + 1
        yearday = Int(days) - Self.day(year: year, month: 1, day: 1) + 1
        self.isDST = isDST
        self.offset = offset
    }

    /// Days since 1970-01-01 of a date in the Gregorian calendar; months and days may overflow.
    static func day(year: Int, month: Int, day: Int) -> Int {
        let months = month - 1
        let carried = year + Int(floorDivided(Int64(months), 12))
        let month = months - Int(floorDivided(Int64(months), 12)) * 12 + 1
        // Years begin in March here, so that a leap day is a year's last.
        let shifted = month <= 2 ? carried - 1 : carried
        let era = Int(floorDivided(Int64(shifted), 400))
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// How many days a month has.
    static func days(in month: Int, of year: Int) -> Int {
        day(year: year, month: month + 1, day: 1) - day(year: year, month: month, day: 1)
    }

    static func floorDivided(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
    }

    private static func date(ofDay days: Int) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = Int(floorDivided(Int64(shifted), 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * part + 2) / 5 + 1)
    }
}
