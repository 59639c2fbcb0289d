/// A date and time as people write them, in some zone.
public struct LuaCivilTime: Sendable, Equatable {
    /// The year, such as 2026.
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    /// 0 to 23.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int
    /// 0 to 60.
    public var second: Int
    /// Seconds east of UTC.
    public var offsetSeconds: Int
    /// The zone's short name.
    public var zone: String
    /// Whether summer time holds.
    public var isDST: Bool

    /// A civil time.
    public init(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0,
        offsetSeconds: Int = 0,
        zone: String = "UTC",
        isDST: Bool = false
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.offsetSeconds = offsetSeconds
        self.zone = zone
        self.isDST = isDST
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar; months out of range carry.
    var dayNumber: Int {
        let months = (month - 1).quotientAndRemainder(dividingBy: 12)
        let carried = months.remainder < 0 ? months.quotient - 1 : months.quotient
        let month = (month - 1) - carried * 12 + 1
        let year = year + carried - (month <= 2 ? 1 : 0)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// 0 is Sunday.
    var weekday: Int { ((dayNumber + 4) % 7 + 7) % 7 }

    /// 0 is the first of January.
    var yearDay: Int { dayNumber - LuaCivilTime(year: year, month: 1, day: 1).dayNumber }
}

/// How `os.date` and `os.time` turn seconds into civil time and back; never the machine's zone.
public struct LuaCalendar: Sendable {
    let civil: @Sendable (Int64) -> LuaCivilTime
    let epoch: @Sendable (LuaCivilTime) -> Int64

    /// A calendar by its two directions; `epoch` normalises fields that are out of range.
    public init(
        civil: @escaping @Sendable (Int64) -> LuaCivilTime,
        epoch: @escaping @Sendable (LuaCivilTime) -> Int64
    ) {
        self.civil = civil
        self.epoch = epoch
    }

    /// Coordinated universal time.
    public static let utc = LuaCalendar(civil: utcTime, epoch: utcEpoch)

    /// A zone that never changes, such as Asia/Shanghai today: seconds east of UTC, short name.
    public static func fixed(offsetSeconds: Int, zone: String) -> LuaCalendar {
        LuaCalendar(
            civil: { epoch in
                var time = utcTime(epoch &+ Int64(offsetSeconds))
                time.offsetSeconds = offsetSeconds
                time.zone = zone
                return time
            },
            epoch: { utcEpoch($0) &- Int64(offsetSeconds) }
        )
    }
}

private func utcEpoch(_ time: LuaCivilTime) -> Int64 {
    let hours = time.dayNumber &* 24 &+ time.hour
    return Int64((hours &* 60 &+ time.minute) &* 60 &+ time.second)
}

private func utcTime(_ epoch: Int64) -> LuaCivilTime {
    let day = Int(epoch >= 0 ? epoch / 86_400 : (epoch - 86_399) / 86_400)
    let rest = Int(epoch) - day * 86_400
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let civilMonth = month < 10 ? month + 3 : month - 9
    return LuaCivilTime(
        year: year + era * 400 + (civilMonth <= 2 ? 1 : 0),
        month: civilMonth,
        day: ofYear - (153 * month + 2) / 5 + 1,
        hour: rest / 3600,
        minute: rest / 60 % 60,
        second: rest % 60
    )
}
