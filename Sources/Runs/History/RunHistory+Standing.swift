import ALMS
import Register
import RequestLog

extension RunHistory {
    /// Where an applied plan stands.
    struct Standing {
        /// Steps that are decided, and whether they are ok.
        var done: [Int: Bool] = [:]
        /// The first intents of steps that are unknown and may be sent again.
        var continuing: [Int: Int] = [:]
        /// Openings of which nobody knows.
        var openings: [DoorKey] = []
        /// Steps that are never sent any more, since something else was asked for later.
        var overtaken: [(step: Int, record: Record?, word: LastWord)] = []
    }

    /// Where `plan`, which this run applied, stands; what was offline is open again.
    ///
    /// A step about somebody of whom something else was asked for since is over, whoever asked; so is
    /// what was left out when the plan was applied. An exchange whose old password was put back in
    /// between begins anew with its removal.
    func standing(_ plan: Plan) -> Standing {
        let byStep = Dictionary(
            records.compactMap { record in
                record.isReturn ? nil : record.item.map { ($0, record) }
            }
        ) { $1 }
        var standing = Standing()
        for step in leftOut { standing.done[step] = false }
        for step in plan.steps where standing.done[step.step] == nil {
            decide(step, byStep[step.step], &standing)
        }
        decideExchanges(plan, byStep, &standing)
        return standing
    }

    private func decide(_ step: PlanStep, _ record: Record?, _ standing: inout Standing) {
        if let record { decide(step.step, record, &standing) }
        guard standing.done[step.step] == nil, !step.isExchange else { return }
        guard let word = record.map(\.overtakenBy) ?? word(since: step) else { return }
        if record == nil, let later = word.call, later.request == requests[step.step] {
            adopt(later, for: step.step, &standing)
        } else {
            standing.continuing[step.step] = nil
            standing.done[step.step] = false
            standing.overtaken.append((step.step, record, word))
        }
    }

    private func decide(_ step: Int, _ record: Record, _ standing: inout Standing) {
        switch record.outcome {
        case .ok, .unchanged: standing.done[step] = true
        case .refused: if !record.isOffline { standing.done[step] = false }
        case .failed, .skipped: if record.isByWord { standing.done[step] = false }
        case .unknown:
            if record.operation.operation.repeatability == .never {
                standing.done[step] = false
                if let door = record.request?.door { standing.openings.append(door) }
            } else {
                standing.continuing[step] = record.call
            }
        }
    }

    /// Another run has sent a step that this one never began, to the letter.
    private func adopt(_ call: LoggedCall, for step: Int, _ standing: inout Standing) {
        switch call.outcome() {
        case .ok: standing.done[step] = true
        case .unknown: standing.continuing[step] = call.call
        case .refused: if !call.isOffline { standing.done[step] = false }
        case .failed, .skipped: break
        }
    }

    /// What was asked for since about a step that was never begun: by a later step, or by others.
    private func word(since step: PlanStep) -> LastWord? {
        let subjects = requests[step.step]?.subjects ?? []
        return subjects.compactMap { words[$0] }.first { word in
            word.run != run || (word.call?.item ?? -1) > step.step
        }
    }

    /// Nothing is removed for a new password that is there, or will not come.
    private func decideExchanges(
        _ plan: Plan,
        _ byStep: [Int: Record],
        _ standing: inout Standing
    ) {
        var followers: [Int: [Int]] = [:]
        for step in plan.steps {
            for need in step.needs where plan.steps[need].isExchange {
                followers[need, default: []].append(step.step)
                guard standing.done[step.step] == nil, let removal = byStep[need],
                    putBack(after: removal), standing.done[need] == true
                else { continue }
                standing.done[need] = nil
            }
        }
        for (need, steps) in followers where standing.done[need] == nil {
            guard steps.allSatisfy({ standing.done[$0] != nil }) else { continue }
            standing.done[need] = steps.allSatisfy { standing.done[$0] == true }
            standing.continuing[need] = nil
        }
    }
}
