/// Buildings whose gateway was found offline: left alone for a while, twice as long each time.
struct OfflineBuildings {
    private struct Absence {
        var until: Duration
        var length: Duration
    }

    private let settings: ClientSettings
    private var absences: [String: Absence] = [:]

    init(_ settings: ClientSettings) { self.settings = settings }

    /// How long `buildingId` is still left alone; nil when it is not.
    func remaining(_ buildingId: String, at now: Duration) -> Duration? {
        guard !absences.isEmpty, let absence = absences[buildingId], absence.until > now else {
            return nil
        }
        return absence.until - now
    }

    /// The gateway said that it is offline; returns how long it is left alone.
    ///
    /// Answers to attempts that began before it was first known say nothing new: nil.
    mutating func offline(
        _ buildingId: String,
        begunAt start: Duration,
        now: Duration
    ) -> Duration? {
        let known = absences[buildingId]
        if let known, start < known.until { return nil }
        let doubled = known.map { $0.length * 2 } ?? settings.offlineBase
        let length = min(doubled, settings.offlineCap)
        absences[buildingId] = Absence(until: now + length, length: length)
        return length
    }

    /// The gateway answered.
    mutating func online(_ buildingId: String) {
        if !absences.isEmpty { absences[buildingId] = nil }
    }
}
