import ALMS
import Register
import Synchronization

extension Run {
    /// Judges calls that belong together before the first of them: all may be sent, or none is.
    ///
    /// They are counted now, and not judged again when they begin, each once; only what makes the run
    /// stop keeps one of them back then.
    ///
    /// - Parameter calls: the calls in the order in which they will begin, all of them writes.
    /// - Returns: the refusal, which is told of each of them; nil when they may be sent.
    public func admit(_ calls: [Call]) -> CallReply? {
        let facts = facts(for: calls)
        let minute = resources.clock.minuteOfDay(resources.clock.now())
        let trial = state.withLock { state in
            let trial = state.bounds.trial(zip(calls, facts), minuteOfDay: minute)
            state.take(trial, of: calls)
            return trial
        }
        for words in trial.warnings { warn(words) }
        guard let refusal = trial.refusal else { return nil }
        for call in calls {
            notStarted(call, refusal.desc)
            setup.events?(.outcome(call, refusal))
        }
        return refusal
    }

    /// Stops the run before its first request when `changes` need an approval that it does not have.
    public func judgeApprovals(of changes: Int) {
        let words = setup.policy.approvals?.refusal(of: changes, after: sentBefore, setup.format)
        if let words { stop(.bound("approvals", words)) }
    }

    /// What ``admit(_:)`` would say, without any consequence.
    func wouldRefuse(_ calls: [Call]) -> CallReply? {
        let facts = facts(for: calls)
        let minute = resources.clock.minuteOfDay(resources.clock.now())
        return state.withLock { state in
            state.bounds.trial(zip(calls, facts), minuteOfDay: minute).refusal
        }
    }

    private func facts(for calls: [Call]) -> [Bounds.DoorFacts] {
        let leaving = state.withLock { $0.leaving }
        let reader = DoorFactsReader(view: view, policy: setup.policy)
        return calls.map { call in
            let gone = call.request.door.flatMap { leaving[$0] } ?? []
            return reader.facts(for: call, within: calls, leaving: gone)
        }
    }
}

extension RunState {
    fileprivate mutating func take(_ trial: Bounds.Trial, of calls: [Call]) {
        switch trial.verdict {
        case .allowed, .warned:
            bounds = trial.bounds
            for call in calls { note(admitted: call) }
        case .forbidden: forbidden += 1
        case .stopped(let reason): _ = bounds.halt(reason)
        }
    }

    private mutating func note(admitted call: Call) {
        admissions.add(call)
        vacating.expect(call)
        guard call.request.isRemoval, !call.scope.isExchange, let id = call.request.grant else {
            return
        }
        leaving[id.door, default: []].insert(id)
    }
}
