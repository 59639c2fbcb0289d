import LuaRuntime
import Register

extension LuaCalendar {
    /// `os.date` and `os.time` in the workspace's zone.
    init(_ zone: CivilTime) {
        self.init(
            civil: { time in
                let civil = zone.civil(time)
                return LuaCivilTime(
                    year: civil.year,
                    month: civil.month,
                    day: civil.day,
                    hour: civil.hour,
                    minute: civil.minute,
                    second: civil.second,
                    offsetSeconds: civil.offset,
                    zone: zone.zone,
                    isDST: civil.isDST
                )
            },
            epoch: { civil in
                zone.time(
                    year: civil.year,
                    month: civil.month,
                    day: civil.day,
                    hour: civil.hour,
                    minute: civil.minute,
                    second: civil.second
                )
            }
        )
    }
}
