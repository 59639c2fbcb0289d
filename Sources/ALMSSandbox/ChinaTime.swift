/// The service's time of day: UTC+8 all year, as `opentime` is understood (`alms/API.md`, «time zone of opentime»).
enum ChinaTime {
    private static let offset: Int64 = 8 * 3600

    /// The last midnight in China before `unixSeconds`.
    static func midnight(_ unixSeconds: Int64) -> Int64 {
        let local = unixSeconds + offset
        return local - local % 86400 - offset
    }

    /// `2016-05-31 17:01:24`.
    static func text(_ unixSeconds: Int64) -> String {
        let local = unixSeconds + offset
        let (year, month, day) = CivilDate.of(days: local / 86400)
        let second = local % 86400
        return "\(year)-\(two(month))-\(two(day))"
            + " \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }

    /// At least two digits.
    static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Days since 1970-01-01 as a date of the Gregorian calendar, for instants from 1970 on.
enum CivilDate {
    /// Year, month and day.
    static func of(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }
}
