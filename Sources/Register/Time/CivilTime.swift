import ALMS
import Foundation
import Synchronization

/// Times of one named zone: the workspace's, never the machine's.
public final class CivilTime: Sendable {
    /// The zone's IANA name.
    public let zone: String

    private let timeZone: TimeZone
    private let cache = Mutex([Offset?](repeating: nil, count: 64))

    /// What clocks show during one quarter of an hour; no zone changes within one.
    private struct Offset {
        let quarter: Int64
        let seconds: Int
        let isDST: Bool
    }

    /// Finds a zone.
    ///
    /// - Throws: ``CivilTimeError`` with the nearest name.
    public init(zone: String) throws(CivilTimeError) {
        guard let timeZone = TimeZone(identifier: zone) else {
            let names = TimeZone.knownTimeZoneIdentifiers
            let hint = NearestName.hint(zone, among: names)
            throw CivilTimeError(
                "time_zone: '\(zone)' is no zone" + (hint.isEmpty ? "; give Asia/Shanghai" : hint)
            )
        }
        self.zone = zone
        self.timeZone = timeZone
    }

    /// What calendars and clocks of the zone show at `time`, Unix seconds.
    public func civil(_ time: Int64) -> Civil {
        let offset = offset(at: time)
        return Civil(time: time, offset: offset.seconds, isDST: offset.isDST)
    }

    /// The Unix seconds of a moment on the zone's clocks; parts that overflow are carried.
    ///
    /// Of two moments that show the same, the first; a time that clocks skip is as much later.
    public func time(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0
    ) -> Int64 {
        let days = Int64(Civil.day(year: year, month: month, day: day))
        let local = days * 86400 + Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second)
        let before = Int64(offset(at: local - 86400).seconds)
        let after = Int64(offset(at: local + 86400).seconds)
        for seconds in [before, after] where offset(at: local - seconds).seconds == seconds {
            return local - seconds
        }
        return local - before
    }

    /// The zone's short name at `time`.
    func abbreviation(at time: Int64) -> String {
        timeZone.abbreviation(for: Self.date(time)) ?? zone
    }

    private func offset(at time: Int64) -> Offset {
        let quarter = Civil.floorDivided(time, 900)
        return cache.withLock { cache in
            let place = Int(truncatingIfNeeded: quarter & 63)
            if let known = cache[place], known.quarter == quarter { return known }
            let date = Self.date(time)
            let offset = Offset(
                quarter: quarter,
                seconds: timeZone.secondsFromGMT(for: date),
                isDST: timeZone.isDaylightSavingTime(for: date)
            )
            cache[place] = offset
            return offset
        }
    }

    private static func date(_ time: Int64) -> Date {
        Date(timeIntervalSince1970: Double(time))
    }
}
