import ALMS

/// Which gateways were found offline: left alone for a while, twice as long each time.
///
/// One of an apartment says nothing of others; only when several different apartments of a building
/// answered so in a row is it taken for the building's.
struct OfflineGateways {
    /// What a gateway serves.
    struct Place: Hashable {
        let buildingId: String
        /// The apartment; nil for the whole building.
        let code: String?

        init(buildingId: String, code: String? = nil) {
            self.buildingId = buildingId
            self.code = code
        }

        /// The apartment of a door.
        init(_ door: DoorKey) { self.init(buildingId: door.buildingId, code: door.code) }

        /// `B001/1001`, or `B001`.
        var name: String { code.map { "\(buildingId)/\($0)" } ?? buildingId }
    }

    private struct Absence {
        var until: Duration
        var length: Duration
    }

    private let settings: ClientSettings
    private var absences: [Place: Absence] = [:]
    /// The apartments of a building that answered so, one after the other.
    private var row: [String: Set<String>] = [:]

    init(_ settings: ClientSettings) { self.settings = settings }

    /// What of `door` is still left alone, and for how long; nil when nothing is.
    func remaining(_ door: DoorKey, at now: Duration) -> (place: Place, length: Duration)? {
        guard !absences.isEmpty else { return nil }
        for place in [Place(buildingId: door.buildingId), Place(door)] {
            if let absence = absences[place], absence.until > now {
                return (place, absence.until - now)
            }
        }
        return nil
    }

    /// The gateway of `door` said that it is offline.
    ///
    /// - Returns: how long the building is left alone, when it is from now on.
    mutating func offline(_ door: DoorKey, begunAt start: Duration, now: Duration) -> Duration? {
        _ = leaveAlone(Place(door), begunAt: start, now: now)
        row[door.buildingId, default: []].insert(door.code)
        guard row[door.buildingId, default: []].count >= settings.offlineApartments else {
            return nil
        }
        return leaveAlone(Place(buildingId: door.buildingId), begunAt: start, now: now)
    }

    /// The gateway of `door` answered something else.
    mutating func online(_ door: DoorKey) {
        row[door.buildingId] = nil
        guard !absences.isEmpty else { return }
        absences[Place(door)] = nil
        absences[Place(buildingId: door.buildingId)] = nil
    }

    /// Answers to attempts that began before it was first known say nothing new: nil.
    private mutating func leaveAlone(
        _ place: Place,
        begunAt start: Duration,
        now: Duration
    ) -> Duration? {
        let known = absences[place]
        if let known, start < known.until { return nil }
        let doubled = known.map { $0.length * 2 } ?? settings.offlineBase
        let length = min(doubled, settings.offlineCap)
        absences[place] = Absence(until: now + length, length: length)
        return length
    }
}
