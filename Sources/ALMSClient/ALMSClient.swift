public import ALMS
import AsyncHTTPClient
import Synchronization

/// Sends requests to the service over HTTP: slots, pace, attempts, retries.
///
/// A call takes its door (requests of one door never overlap), then a place among
/// ``ClientSettings/concurrency``, then its time by the pace; then it is stamped, written down by
/// its journal, and sent. Retries follow `alms/API.md`'s last tables: the same parameters under a
/// fresh stamp. Between attempts a call keeps its door and gives its place away.
///
/// An apartment whose gateway is offline is left alone for ``ClientSettings/offlineBase``, doubling
/// to ``ClientSettings/offlineCap``, and so is a building of which several apartments in a row
/// answered so: calls to it come back not sent at once instead of waiting, so that whoever made
/// them goes on with others and sends these last, with ``callAtEnd(_:journal:)``.
///
/// When there are too many requests for the service, the pace is halved for good.
///
/// A call that was refused before its journal heard of it has 0 attempts; every `willSend` that
/// returned is followed by one `didReceive`.
public final class ALMSClient: Service {
    private let credentials: Credentials
    private let settings: ClientSettings
    private let surroundings: Surroundings
    private let notice: @Sendable (ClientNotice) -> Void
    private let transport: Transport
    private let traffic: Mutex<Traffic>
    private let flights = Mutex(Flights())

    /// Makes a client; nothing is sent before the first call.
    ///
    /// - Parameters:
    ///   - target: the service's URL: https, or http to loopback; a path is put before the requests'.
    ///   - credentials: the partner's id and secret.
    ///   - settings: every number it goes by.
    ///   - surroundings: clocks, sleep and chance.
    ///   - notice: told of what is worth a line; called from any thread, must not block.
    /// - Throws: ``TargetProblem``.
    public init(
        target: String,
        credentials: Credentials,
        settings: ClientSettings = ClientSettings(),
        surroundings: Surroundings = .system,
        notice: @escaping @Sendable (ClientNotice) -> Void = { _ in }
    ) throws(TargetProblem) {
        transport = Transport(try Target(target), settings)
        self.credentials = credentials
        self.settings = settings
        self.surroundings = surroundings
        self.notice = notice
        traffic = Mutex(Traffic(settings))
    }

    deinit {
        // The HTTP clients insist on being shut down; somebody who forgot must not crash for it.
        let transport = transport
        Task { await transport.shutdown() }
    }

    /// Why every later call comes back not sent; nil while calls are sent.
    public var ended: NotSent? { traffic.withLock { $0.ended } }

    /// The service's clock minus ours, seconds; nil before an answer told its date.
    public var clockSkew: Int64? { traffic.withLock { $0.clock.skew } }

    /// The event loop of the connections.
    public var executor: (any TaskExecutor)? { transport.executor }

    /// How many attempts are on the wire.
    public var inFlight: Int { flights.withLock { $0.tasks.count } }

    /// Starts nothing new: calls that wait come back not sent, what is on the wire goes on.
    public func stop() { end(.stopped) }

    /// Gives up what is on the wire too: those calls come back abandoned (unknown) at once.
    public func abandon() {
        traffic.withLock { $0.abandon() }
        end(.stopped)
        flights.withLock { $0.areAbandoned = true }
        giveUp()
    }

    /// Gives up what is on the wire now, and goes on with what comes later.
    public func giveUp() {
        let tasks = flights.withLock { Array($0.tasks.values) }
        for task in tasks { task.fail(reason: Exchange.Abandoned()) }
    }

    /// Stops and closes every connection; wait for the calls first, or ``abandon()`` them.
    public func shutdown() async {
        stop()
        await transport.shutdown()
    }

    // MARK: A call

    /// After how long what is owed looks again whether it may go out.
    private static let moment = Duration.milliseconds(50)

    /// Sends `request` to its end, all attempts of it; once the task is cancelled no more of them
    /// begin.
    public func call(_ request: Request, journal: any AttemptJournal) async -> CallResult {
        // An opening is wanted now or not at all.
        let waits = request.operation.operation.repeatability != .never
        return await call(request, journal, minding: waits ? Self.gated(request) : nil)
    }

    /// Sends `request` though its gateway was found offline.
    public func callAtEnd(_ request: Request, journal: any AttemptJournal) async -> CallResult {
        await call(request, journal, minding: nil)
    }

    /// The door whose gateway the service has to ask: it answers reads itself.
    private static func gated(_ request: Request) -> DoorKey? {
        request.operation.operation.isWrite ? request.door : nil
    }

    private func call(
        _ request: Request,
        _ journal: any AttemptJournal,
        minding door: DoorKey?
    ) async -> CallResult {
        var plan = CallPlan(request.operation.operation, settings)
        guard let slot = DoorSlot(request) else {
            return await attempts(of: request, &plan, journal, minding: door)
        }
        while await !takeDoor(slot, isOwed: journal.isOwed) {
            if let refusal = traffic.withLock({ $0.refusal(isOwed: journal.isOwed) }) {
                return plan.result(notSent: refusal)
            }
            await surroundings.sleep(Self.moment)
        }
        let result = await attempts(of: request, &plan, journal, minding: door)
        traffic.withLock { $0.leaveDoor(slot) }?.resume(returning: true)
        return result
    }

    private func attempts(
        of request: Request,
        _ plan: inout CallPlan,
        _ journal: any AttemptJournal,
        minding door: DoorKey?
    ) async -> CallResult {
        while true {
            let isOwed = journal.isOwed
            if let reason = await takePlace(to: door, isOwed) {
                return plan.result(notSent: reason)
            }
            if Task.isCancelled {
                leavePlace()
                return plan.result(notSent: .stopped)
            }
            let stamp = Stamp.fresh(timestamp: surroundings.unixSeconds())
            let stamped = Moment(surroundings)
            do { try await journal.willSend(stamp, attempt: plan.number) } catch {
                leavePlace()
                return plan.result(notSent: .journal("\(error)"))
            }
            let number = plan.number
            let sent = Moment(surroundings)
            let (answer, date) = await send(request, stamp, isOwed)
            let received = Moment(surroundings)
            let attempt = Self.judged(answer, of: stamped, at: received, settings)
            let sample = date.map { sent.sample($0, until: received) }
            let step = settle(request, attempt, sample, sent, received, &plan)
            await journal.didReceive(
                attempt,
                number: number,
                duration: (received.now - sent.now).microseconds
            )
            guard case .again(let wait) = step else { return plan.result() }
            await sleep(wait)
        }
    }

    /// A token that had grown old, in flight or while the machine slept, tells of neither secret
    /// nor clock.
    private static func judged(
        _ attempt: Attempt,
        of stamped: Moment,
        at received: Moment,
        _ settings: ClientSettings
    ) -> Attempt {
        guard case .refusal(.credentials) = attempt.cause else { return attempt }
        let passed = (received.now - stamped.now).components.seconds
        let age = max(passed, abs(received.unixSeconds - stamped.unixSeconds))
        return age >= settings.staleToken ? attempt.refusedAsStale(seconds: age) : attempt
    }

    private func send(
        _ request: Request,
        _ stamp: Stamp,
        _ isOwed: Bool
    ) async -> (Attempt, date: String?) {
        if let refusal = traffic.withLock({ $0.refusal(isOwed: isOwed) }) {
            return (Attempt(notSent: refusal), nil)
        }
        let wire = WireRequest(
            request,
            stamp: stamp,
            partnerId: credentials.partnerId,
            secret: credentials.secret
        )
        let exchange = Exchange(limit: settings.largestAnswer)
        let isFresh = request.operation == .remoteAction
        let task: HTTPClient.Task<Void>
        do {
            task = try transport.start(wire, onFreshConnection: isFresh, into: exchange)
        } catch {
            let words = TransportWords(settings).words(error, headSent: false)
            return (Attempt(.noConnection(words), of: request.operation), nil)
        }
        let failure = await outcome(of: task)
        let event = exchange.event(
            error: failure,
            settings: settings,
            now: surroundings.unixSeconds()
        )
        if case .notSent = event { return (Attempt(notSent: .stopped), nil) }
        let attempt = Attempt(event, of: request.operation, hiding: mask(request, stamp))
        return (attempt, exchange.date)
    }

    /// What an answer to `request` must not be quoted with.
    private func mask(_ request: Request, _ stamp: Stamp) -> EchoMask {
        let token = Token.make(stamp, secret: credentials.secret)
        return EchoMask(request, secrets: [token, credentials.secret])
    }

    private func outcome(of task: HTTPClient.Task<Void>) async -> (any Error)? {
        let number = flights.withLock { $0.add(task) }
        if number == nil { task.fail(reason: Exchange.Abandoned()) }
        defer { if let number { flights.withLock { $0.remove(number) } } }
        do {
            try await task.get()
            return nil
        } catch {
            return error
        }
    }

    /// Gives the place back, learns from the attempt and decides what follows it.
    private func settle(
        _ request: Request,
        _ attempt: Attempt,
        _ sample: ClockWatch.Sample?,
        _ sent: Moment,
        _ received: Moment,
        _ plan: inout CallPlan
    ) -> CallPlan.Step {
        let isOK = attempt.outcome == .ok
        let chance = isOK ? 0 : surroundings.random()
        let (step, next, notices, waiters) = traffic.withLock { traffic in
            let next = traffic.leavePlace()
            let dated = sample.flatMap { traffic.learn($0) }
            let learned = traffic.learn(
                from: attempt,
                about: Self.gated(request),
                begunAt: sent.now,
                now: received.now
            )
            let step = plan.step(
                after: attempt,
                mayGoOn: traffic.ended == nil,
                quota: &traffic.quota,
                chance: chance
            )
            return (step, next, (dated.map { [$0] } ?? []) + learned, traffic.takeWaiters())
        }
        next?.resume(returning: true)
        for waiter in waiters { waiter.resume(returning: false) }
        for told in notices { notice(told) }
        tell(step, request, plan)
        return step
    }

    private func tell(_ step: CallPlan.Step, _ request: Request, _ plan: CallPlan) {
        switch step {
        case .finish: break
        case .finishForWantOfQuota:
            notice(.retryQuotaUsedUp(request.operation, door: request.door))
        case .again(let wait):
            let number = plan.number
            notice(
                .retrying(request.operation, door: request.door, attempt: number, after: wait)
            )
        }
    }

    // MARK: Waiting

    private func takeDoor(_ slot: DoorSlot, isOwed: Bool) async -> Bool {
        if traffic.withLock({ $0.refusal(isOwed: isOwed) == nil && $0.takeDoor(slot) }) {
            return true
        }
        return await withCheckedContinuation { waiter in
            let isMine = traffic.withLock { $0.waitForDoor(slot, waiter) }
            if let isMine { waiter.resume(returning: isMine) }
        }
    }

    /// Returns with a place and a time, or with the reason why there is none.
    private func takePlace(to door: DoorKey?, _ isOwed: Bool) async -> NotSent? {
        var pass = Traffic.Pass(to: door)
        while true {
            let now = surroundings.now()
            let (admission, hasEnded) = traffic.withLock { traffic in
                (traffic.admit(&pass, isOwed: isOwed, at: now), traffic.ended != nil)
            }
            switch admission {
            case .go: return nil
            case .waitForPlace where hasEnded, .sleep where hasEnded:
                // Nobody is woken any more: what is owed looks again and again.
                await surroundings.sleep(Self.moment)
            case .waitForPlace:
                pass.hasPlace = await withCheckedContinuation { waiter in
                    let isMine = traffic.withLock { $0.waitForPlace(waiter) }
                    if let isMine { waiter.resume(returning: isMine) }
                }
            case .sleep(let wait):
                await sleep(wait)
                if Task.isCancelled {
                    if pass.hasPlace { leavePlace() }
                    return .stopped
                }
            case .refused(let reason):
                if pass.hasPlace { leavePlace() }
                return reason
            }
        }
    }

    private func leavePlace() {
        traffic.withLock { $0.leavePlace() }?.resume(returning: true)
    }

    /// Sleeps, until nothing starts any more or the task is cancelled at the latest.
    private func sleep(_ wait: Duration) async {
        let number = traffic.withLock { $0.nextSleeper() }
        await withTaskCancellationHandler {
            _ = await withCheckedContinuation { waiter in
                guard traffic.withLock({ $0.fallAsleep(waiter, number) }) else {
                    return waiter.resume(returning: false)
                }
                if Task.isCancelled { return wake(number) }
                Task { [self] in
                    await surroundings.sleep(wait)
                    wake(number)
                }
            }
        } onCancel: {
            wake(number)
        }
    }

    private func wake(_ number: Int) {
        traffic.withLock { $0.wake(number) }?.resume(returning: true)
    }

    private func end(_ reason: NotSent) {
        let (said, waiters) = traffic.withLock { ($0.end(reason), $0.takeWaiters()) }
        for waiter in waiters { waiter.resume(returning: false) }
        if let said { notice(said) }
    }
}
