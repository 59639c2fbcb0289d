import ALMS

/// A length of time of the calendar, as people say it: `3 months`, `1 year`, `10 days`, `12 hours`.
public struct TimeSpan: Sendable, Hashable {
    enum Unit: String, CaseIterable {
        case second, minute, hour, day, week, month, year
    }

    let count: Int
    let unit: Unit

    private static let most = 10_000

    /// Reads a whole number from 1 and a unit, in the singular or the plural.
    ///
    /// - Throws: ``CivilTimeError`` for anything else; `3m` may be minutes or months and is neither.
    public init(_ text: String) throws(CivilTimeError) {
        let digits = text.drop { $0 == " " }.prefix { ("0"..."9").contains($0) }
        let word = text[digits.endIndex...].split(separator: " ")
        guard let count = Int(digits), (1...Self.most).contains(count), word.count == 1,
            let unit = Unit.allCases.first(where: {
                word[0] == $0.rawValue || word[0] == $0.rawValue + "s"
            })
        else {
            throw CivilTimeError(
                "'\(text.prefix(40))' is no length of time; give \"3 months\", \"1 year\", \"10 days\", "
                    + "\"2 weeks\" or \"12 hours\""
            )
        }
        self.count = count
        self.unit = unit
    }
}

extension CivilTime {
    /// The moment that is `span` after `time`, Unix seconds.
    ///
    /// Days, weeks, months and years keep the time of day on the zone's clocks; from a day that the
    /// month reached does not have, its last day. A second before midnight stays one.
    public func time(_ span: TimeSpan, after time: Int64) -> Int64 {
        let civil = civil(time)
        switch span.unit {
        case .second: return time + Int64(span.count)
        case .minute: return time + Int64(span.count) * 60
        case .hour: return time + Int64(span.count) * 3600
        case .day: return self.time(civil, day: civil.day + span.count)
        case .week: return self.time(civil, day: civil.day + span.count * 7)
        case .month: return self.time(civil, months: span.count)
        case .year: return self.time(civil, months: span.count * 12)
        }
    }

    private func time(_ civil: Civil, months: Int) -> Int64 {
        let total = civil.year * 12 + civil.month - 1 + months
        let (year, month) = (total / 12, total % 12 + 1)
        let day = min(civil.day, Civil.days(in: month, of: year))
        return time(
            year: year,
            month: month,
            day: day,
            hour: civil.hour,
            minute: civil.minute,
            second: civil.second
        )
    }

    private func time(_ civil: Civil, day: Int) -> Int64 {
        time(
            year: civil.year,
            month: civil.month,
            day: day,
            hour: civil.hour,
            minute: civil.minute,
            second: civil.second
        )
    }
}
