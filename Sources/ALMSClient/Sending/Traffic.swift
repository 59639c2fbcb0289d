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
        /// The door whose gateway has to be thought online; nil where that does not matter.
        var door: DoorKey?
        var hasPlace = false
        /// The pace's generation in which it has a time.
        var time: Int?

        init(to door: DoorKey?) { self.door = door }
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
    /// Whether what somebody waits for is given up too.
    private(set) var isAbandoned = false
    private var doors: [DoorSlot: [Waiter]] = [:]
    private var underWay = 0
    private var line = WaitingLine<Waiter>()
    private var sleepers: [Int: Waiter] = [:]
    private var sleeperCount = 0
    private var pace: Pace
    private var breaker: Breaker
    private var offline: OfflineGateways
    /// Since when every answer says that there are too many requests.
    private var throttledSince: Duration?
    private var slowedAt: Duration?
    private var heldUntil: Duration = .zero

    init(_ settings: ClientSettings) {
        self.settings = settings
        quota = RetryQuota(settings)
        clock = ClockWatch(settings)
        pace = Pace(
            perSecond: settings.perSecond,
            burst: settings.burst,
            slowest: settings.slowestPace
        )
        breaker = Breaker(settings)
        offline = OfflineGateways(settings)
    }

    /// Why a call may not go out any more; nil when it may.
    ///
    /// What is owed to somebody goes out after the user stopped everything else.
    func refusal(isOwed: Bool) -> NotSent? {
        guard let ended else { return nil }
        return isOwed && ended == .stopped && !isAbandoned ? nil : ended
    }

    /// Lets nothing go out, whatever is owed.
    mutating func abandon() { isAbandoned = true }

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

    /// Whether a call may send now.
    mutating func admit(
        _ pass: inout Pass,
        isOwed: Bool = false,
        at now: Duration
    ) -> Admission {
        if let refusal = refusal(isOwed: isOwed) { return .refused(refusal) }
        if let door = pass.door, let (place, rest) = offline.remaining(door, at: now) {
            return .refused(.gatewayOffline(place: place.name, seconds: rest.wholeSeconds))
        }
        if !pass.hasPlace {
            guard underWay < settings.concurrency else { return .waitForPlace }
            underWay += 1
            pass.hasPlace = true
        }
        let held = max(heldUntil, breaker.openUntil)
        if held > now { return .sleep(held - now) }
        if pass.time != pace.generation {
            pass.time = pace.generation
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
    ///
    /// `door` is the door that a gateway had to be asked for; nil for reads and lists.
    mutating func learn(
        from attempt: Attempt,
        about door: DoorKey?,
        begunAt start: Duration,
        now: Duration
    ) -> [ClientNotice] {
        switch attempt.cause {
        case .notSent, .abandoned: return []
        case .noConnection, .noAnswer:
            return [transportFailed(attempt, begunAt: start, now: now)].compactMap(\.self)
        default: breaker.answered()
        }
        if case .throttled(let seconds) = attempt.cause {
            return throttled(attempt, retryAfter: seconds, begunAt: start, now: now)
        }
        throttledSince = nil
        switch attempt.cause {
        case .busy(let seconds?):
            return [hold(.seconds(seconds), attempt, now: now)].compactMap(\.self)
        case .refusal(.credentials):
            return [end(.credentials(attempt.desc))].compactMap(\.self)
        case .refusal(.gatewayOffline):
            guard let door, let rest = offline.offline(door, begunAt: start, now: now) else {
                return []
            }
            return [.buildingOffline(door.buildingId, rest)]
        case .none, .refusal, .timeOut:
            if let door { offline.online(door) }
            return []
        default: return []
        }
    }

    /// Takes what an answer tells of the clock; returns what is worth a notice.
    mutating func learn(_ sample: ClockWatch.Sample) -> ClientNotice? {
        switch clock.observe(sample) {
        case nil: nil
        case .warning(let seconds): .clockSkew(seconds: seconds)
        case .tooFar(let seconds): end(.clock(seconds: seconds))
        }
    }

    /// Slows the pace down, once for all attempts that were under way, and not for ever.
    private mutating func throttled(
        _ attempt: Attempt,
        retryAfter: Int?,
        begunAt start: Duration,
        now: Duration
    ) -> [ClientNotice] {
        let since = throttledSince ?? now
        throttledSince = since
        var notices: [ClientNotice?] = []
        if now - since >= settings.throttlePatience {
            notices.append(end(.throttled(seconds: (now - since).wholeSeconds)))
        }
        if slowedAt.map({ start > $0 }) ?? true {
            slowedAt = now
            let rate = pace.halve(at: now)
            notices.append(.slowedDown(perSecond: rate, why: attempt.desc))
        }
        if let retryAfter { notices.append(hold(.seconds(retryAfter), attempt, now: now)) }
        return notices.compactMap(\.self)
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
        let wait = min(wish, settings.longestRetryAfter)
        guard now + wait > heldUntil else { return nil }
        heldUntil = now + wait
        return .paused(wait, why: attempt.desc)
    }
}
