import ALMS

/// Who may send when: the decisions about all calls together, without waiting and without I/O.
///
/// A call first takes its door, then a place among those under way, then a time. What it cannot
/// have at once it waits for as a ``Waiter``; every change returns whom it lets go on.
struct Traffic {
    /// Somebody who waits; resumed with whether what was waited for is theirs.
    typealias Waiter = CheckedContinuation<Bool, Never>

    /// What a call has already on its way to be sent.
    struct Pass {
        var hasPlace = false
        var hasTime = false
    }

    /// The answer to «may I send now?».
    enum Admission: Equatable {
        case go
        case waitForPlace
        case sleep(Duration)
        case refused(NotSent)
    }

    let settings: ClientSettings
    var quota: RetryQuota
    var clock: ClockWatch
    /// Why nothing more starts.
    private(set) var ended: NotSent?
    private var doors: [DoorSlot: [Waiter]] = [:]
    private var underWay = 0
    private var line = WaitingLine<Waiter>()
    private var sleepers: [Int: Waiter] = [:]
    private var sleeperCount = 0
    private var pace: Pace
    private var breaker: Breaker
    private var offline: OfflineBuildings
    private var heldUntil: Duration = .zero

    init(_ settings: ClientSettings) {
        self.settings = settings
        quota = RetryQuota(settings)
        clock = ClockWatch(settings)
        pace = Pace(perSecond: settings.perSecond, burst: settings.burst)
        breaker = Breaker(settings)
        offline = OfflineBuildings(settings)
    }

    // MARK: Doors

    /// Takes a door that is free; false when it is not.
    mutating func takeDoor(_ slot: DoorSlot) -> Bool {
        guard doors[slot] == nil else { return false }
        doors[slot] = []
        return true
    }

    /// Waits for a door; whether it is the caller's instead, when there is no need to wait.
    mutating func waitForDoor(_ slot: DoorSlot, _ waiter: Waiter) -> Bool? {
        if ended != nil { return false }
        if takeDoor(slot) { return true }
        doors[slot]?.append(waiter)
        return nil
    }

    /// Gives a door back; returns who has it now.
    mutating func leaveDoor(_ slot: DoorSlot) -> Waiter? {
        guard var waiting = doors[slot], !waiting.isEmpty else {
            doors[slot] = nil
            return nil
        }
        let next = waiting.removeFirst()
        doors[slot] = waiting
        return next
    }

    // MARK: Places and times

    /// Whether a call on its way to `buildingId` may send now.
    mutating func admit(_ pass: inout Pass, to buildingId: String, at now: Duration) -> Admission {
        if let ended { return .refused(ended) }
        if let rest = offline.remaining(buildingId, at: now) {
            return .refused(.buildingOffline(buildingId: buildingId, seconds: rest.wholeSeconds))
        }
        if !pass.hasPlace {
            guard underWay < settings.concurrency else { return .waitForPlace }
            underWay += 1
            pass.hasPlace = true
        }
        let held = max(heldUntil, breaker.openUntil)
        if held > now { return .sleep(held - now) }
        if !pass.hasTime {
            pass.hasTime = true
            let wait = pace.reserve(at: now)
            if wait > .zero { return .sleep(wait) }
        }
        return .go
    }

    /// Waits for a place; whether it is the caller's instead, when there is no need to wait.
    mutating func waitForPlace(_ waiter: Waiter) -> Bool? {
        if ended != nil { return false }
        if underWay < settings.concurrency {
            underWay += 1
            return true
        }
        line.append(waiter)
        return nil
    }

    /// Gives a place back; returns who has it now.
    mutating func leavePlace() -> Waiter? {
        if let next = line.removeFirst() { return next }
        underWay -= 1
        return nil
    }

    /// A number for somebody who is about to sleep.
    mutating func nextSleeper() -> Int {
        sleeperCount += 1
        return sleeperCount
    }

    /// Enters a sleeper under a number; false when nothing starts any more.
    mutating func fallAsleep(_ waiter: Waiter, _ number: Int) -> Bool {
        guard ended == nil else { return false }
        sleepers[number] = waiter
        return true
    }

    /// Takes a sleeper out.
    mutating func wake(_ number: Int) -> Waiter? { sleepers.removeValue(forKey: number) }

    // MARK: What attempts teach

    /// Takes what became of an attempt; returns what is worth a notice.
    mutating func learn(
        from attempt: Attempt,
        in buildingId: String,
        begunAt start: Duration,
        now: Duration
    ) -> ClientNotice? {
        switch attempt.cause {
        case .noConnection, .noAnswer:
            return transportFailed(attempt, begunAt: start, now: now)
        case .busy(let seconds?):
            breaker.answered()
            return hold(.seconds(seconds), attempt, now: now)
        case .refusal(.gatewayOffline):
            breaker.answered()
            guard !buildingId.isEmpty,
                let rest = offline.offline(buildingId, begunAt: start, now: now)
            else { return nil }
            return .buildingOffline(buildingId, rest)
        case .refusal(.credentials):
            breaker.answered()
            return end(.credentials(attempt.desc))
        case .notSent, .abandoned: return nil
        case .none:
            offline.online(buildingId)
            breaker.answered()
            return nil
        case .busy, .refusal, .unreadable:
            breaker.answered()
            return nil
        }
    }

    /// Takes the date of an answer; returns what is worth a notice.
    mutating func learn(date: String, at now: Int64) -> ClientNotice? {
        switch clock.observe(date, at: now) {
        case nil: nil
        case .warning(let seconds): .clockSkew(seconds: seconds)
        case .tooFar(let seconds): end(.clock(seconds: seconds))
        }
    }

    /// Lets nothing start any more; the first reason stays.
    ///
    /// - Returns: the notice, the first time. Whoever waits is taken out with ``takeWaiters()``.
    mutating func end(_ reason: NotSent) -> ClientNotice? {
        guard ended == nil else { return nil }
        ended = reason
        return .ended(reason)
    }

    /// Everybody who waits, once nothing starts any more.
    mutating func takeWaiters() -> [Waiter] {
        guard ended != nil else { return [] }
        var waiters = line.removeAll() + Array(sleepers.values)
        sleepers = [:]
        for slot in Array(doors.keys) {
            waiters += doors[slot] ?? []
            doors[slot] = []
        }
        return waiters
    }

    private mutating func transportFailed(
        _ attempt: Attempt,
        begunAt start: Duration,
        now: Duration
    ) -> ClientNotice? {
        switch breaker.failed(begunAt: start, now: now) {
        case nil: nil
        case .pause(let length): .paused(length, why: attempt.desc)
        case .end: end(.breaker(failures: settings.breakerFailures))
        }
    }

    private mutating func hold(
        _ wish: Duration,
        _ attempt: Attempt,
        now: Duration
    ) -> ClientNotice? {
        let until = now + min(wish, settings.longestRetryAfter)
        guard until > heldUntil else { return nil }
        heldUntil = until
        return .paused(wish, why: attempt.desc)
    }
}
