import ALMS
import Register
import RequestLog
import Synchronization

extension Run {
    /// Sends a call to its end, all attempts; returns when its outcome is queued in the log.
    ///
    /// What an offline door keeps from being done is tried again at once: for callers that have
    /// nothing else to do meanwhile.
    public func send(_ ticket: Ticket) async -> CallReply {
        switch await sendFirst(ticket) {
        case .over(let reply): reply
        case .later(let later): await sendAgain(later)
        }
    }

    /// Sends a call; what an offline door keeps from being done comes back for the end of the line.
    public func sendFirst(_ ticket: Ticket) async -> Sending {
        let call = ticket.call
        let isWrite = call.request.operation.operation.isWrite
        if isWrite, let refusal = await missingConsent() {
            left(call)
            notStarted(call, refusal.desc)
            return .over(refusal)
        }
        state.withLock { $0.underWay += 1 }
        defer { ended() }
        let journal = CallJournal(self, call)
        let result = Self.combined(
            await resources.service.call(call.request, journal: journal),
            with: call
        )
        journal.finish()
        if let later = setAside(ticket, result, journal.first) { return .later(later) }
        return .over(over(ticket, result))
    }

    /// A call is over: its outcome is counted and told.
    func over(_ ticket: Ticket, _ result: CallResult) -> CallReply {
        left(ticket.call)
        stopIfNeeded(result)
        let reply = reply(result, to: ticket.call)
        record(ticket.call, result, reply, ticket.changes)
        setup.events?(.outcome(ticket.call, reply))
        return reply
    }

    /// Returns once no call is under way: a script that was ended leaves some behind.
    public func idle() async {
        await withCheckedContinuation { waiter in
            let isIdle = state.withLock { state in
                if state.underWay > 0 { state.waiters.append(waiter) }
                return state.underWay == 0
            }
            if isIdle { waiter.resume() }
        }
    }

    func ended() {
        var waiters: [CheckedContinuation<Void, Never>] = []
        state.withLock { state in
            state.underWay -= 1
            if state.underWay == 0 { swap(&waiters, &state.waiters) }
        }
        for waiter in waiters { waiter.resume() }
    }

    /// An earlier attempt whose answer was lost stays unknown, whatever but an ok comes later.
    static func combined(_ result: CallResult, with call: Call) -> CallResult {
        guard call.continuing != nil, result.outcome != .ok, result.attempts > 0 else {
            return result
        }
        return CallResult(
            .unknown,
            result.attempt,
            attempts: result.attempts,
            last: result.last
        )
    }

    // MARK: What the journal reports

    /// The intent of an attempt is durable.
    func intended(_ call: Call, seq: Int, attempt: Int) {
        state.withLock { state in
            if let door = call.request.door { state.lastSeq[door] = seq }
            for apartment in call.request.apartments { state.lastSeq[apartment.key] = seq }
            if !state.aside.isEmpty, let id = call.request.grant { state.overtake(id, call) }
        }
        setup.events?(.sent(call, attempt: attempt, seq: seq))
    }

    /// An attempt is over: its outcome goes to the log, and from there into the register.
    ///
    /// `landed` is called once the outcome is durable. What the log does not take is unknown: its intent
    /// says so, or the register does where log and intent are gone.
    func settled(
        _ call: Call,
        _ outcome: OutcomeClass,
        intent: Int,
        outcome entry: LogEntry,
        at time: Int64,
        landed: @escaping @Sendable () -> Void
    ) {
        let made = Effect(call.request, outcome, intent: intent, run: id, at: time)
        let effect = call.scope.isExchange ? made?.forExchange() : made
        let lost = Effect(call.request, Effect.Stage.unknown, intent: intent, run: id, at: time)
        let (view, projection) = (view, resources.projection)
        state.withLock { _ in
            // One critical section: the overlay forgets in the order in which outcomes were queued.
            let overlay = effect.map { view.record([$0]) }
            resources.log.enqueue(entry) { result in
                switch result {
                case .success(let seq):
                    if let effect {
                        projection.add(
                            .init(effect: effect.numbered(seq)) {
                                overlay.map { view.forget([effect], through: $0) }
                            }
                        )
                    }
                    landed()
                case .failure(let error): projection.miss(error.losesIntents ? lost : nil)
                }
            }
        }
        if outcome == .ok { noteOccupancy(after: call) }
    }

    // MARK: Afterwards

    private func reply(_ result: CallResult, to call: Call) -> CallReply {
        let attempt = result.attempt
        if attempt.cause == .notSent, let stopped, stopped != .interrupted {
            return stopped.reply
        }
        let desc = LogFields.withoutSecrets(result.words, of: call.request)
        var reply = CallReply(result, desc: desc)
        if attempt.cause == .refusal(.other), call.request.startsBefore(resources.clock.seconds),
            !Self.otherReasons.contains(where: { desc.lowercased().contains($0) })
        {
            reply.hint = "it starts in the past; if that is why, give startTime = yeeuu.now()"
        }
        return reply
    }

    /// What a service says when a start is not what it minds: no room left, there already.
    private static let otherReasons = ["满", "存在", "full", "exist"]

    private func record(
        _ call: Call,
        _ result: CallResult,
        _ reply: CallReply,
        _ changes: [Change]
    ) {
        guard call.request.operation.operation.isWrite else {
            recordRead(call, result, reply)
            return
        }
        guard result.attempt.cause != .notSent else {
            notStarted(call, reply.desc)
            return
        }
        let line = line(
            call,
            outcome: result.outcome,
            desc: reply.words,
            attempts: result.attempts
        )
        noteExchange(call, result.outcome)
        let stop = state.withLock { state -> StopReason? in
            state.counts[result.outcome, default: 0] += 1
            state.sent.add(call.request)
            if let mobile = call.request[.authoredMobile] { state.people.insert(mobile) }
            if result.outcome == .ok {
                state.changes += changes
            } else if result.isOffline {
                state.waiting.append(line)
            } else {
                state.failures.append(line)
            }
            guard result.isCounted else { return nil }
            return state.bounds.settle(result.outcome, scope: call.scope)
        }
        if let stop { setup.events?(.warning("stopped; \(stop)")) }
    }

    private func recordRead(_ call: Call, _ result: CallResult, _ reply: CallReply) {
        guard result.outcome != .ok else {
            state.withLock { $0.reads += 1 }
            return
        }
        let line = line(call, outcome: result.outcome, desc: reply.desc, attempts: result.attempts)
        state.withLock { state in
            state.reads += 1
            state.counts[result.outcome, default: 0] += 1
            state.failures.append(line)
        }
    }

    private func stopIfNeeded(_ result: CallResult) {
        let attempt = result.attempt
        if case .refusal(.credentials) = attempt.cause {
            stop(.credentials(NotSent.credentials(attempt.desc).description))
        } else if let notSent = attempt.notSent {
            switch notSent {
            case .breaker: stop(.breaker(notSent.description))
            case .clock, .credentials: stop(.credentials(notSent.description))
            // One typed line that was interrupted does not end the session's run.
            case .stopped: if stopped == nil, !Task.isCancelled { stop(.interrupted) }
            case .journal(let why): if stopped == nil { stop(.log(why)) }
            case .throttled: stop(.bound("throttled", notSent.description))
            case .gatewayOffline: break
            }
        }
        if let failure = resources.log.failure { stop(.log(failure.description)) }
    }

    /// The call is over: what it removes is no longer in flight.
    func left(_ call: Call) {
        state.withLock { state in
            guard !state.leaving.isEmpty, let id = call.request.grant else { return }
            state.leaving[id.door]?.remove(id)
            if state.leaving[id.door]?.isEmpty == true { state.leaving[id.door] = nil }
        }
    }

    private func missingConsent() async -> CallReply? {
        guard let ask = setup.consent else { return nil }
        let question = state.withLock { state in
            let task = state.consent ?? Task { await ask(self) }
            state.consent = task
            return task
        }
        let reason: StopReason
        switch await question.value {
        case .given: return nil
        case .declined(let words): reason = .bound("consent", words)
        case .forbidden(let bound): reason = bound
        }
        if stopped == nil { stop(reason) }
        return reason.reply
    }
}

extension LogError {
    /// Whether what was durable is gone with it: intents, too.
    fileprivate var losesIntents: Bool {
        switch self {
        case .replaced, .damaged, .absent: true
        default: false
        }
    }
}
