public import ALMS
import RequestLog
import Synchronization
import Vault

extension Run {
    /// How many calls are handed to the service at a time; it has slots of its own.
    private static let window = 256

    /// Sends a plan that was admitted, each step once, in the order that it asks for.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - leavingOut: steps that are stale and not sent.
    ///   - neverAgain: steps that are not sent for another reason, with it.
    /// - Throws: ``PlanError`` before anything is sent.
    public func apply(
        _ plan: Plan,
        leavingOut: Set<Int> = [],
        neverAgain: [Int: String] = [:]
    ) async throws(PlanError) {
        var left = neverAgain
        for step in leavingOut { left[step] = "what it was planned on changed since" }
        try await apply(plan, leavingOut: left, done: [:], continuing: [:])
    }

    /// Sends what is left of a plan: `done` says which steps are decided and whether they are ok,
    /// `continuing` names the first intents of those that are unknown.
    func apply(
        _ plan: Plan,
        leavingOut: [Int: String] = [:],
        done: [Int: Bool],
        continuing: [Int: Int]
    ) async throws(PlanError) {
        let requests = try opened(plan)
        expectVacating(plan, done: done)
        var schedule = PlanSchedule(
            plan.steps.map { step in
                let isOK = leavingOut[step.step] != nil ? false : done[step.step]
                return .init(needs: step.needs, after: step.after, isOK: isOK)
            }
        )
        for (step, why) in leavingOut { skip(step, requests, why) }
        for step in schedule.skippedAtStart { skip(step, requests, Self.missing) }
        await work(&schedule, requests, continuing, plan)
        await putBack()
    }

    /// The requests of a plan, every one of them checked as one from a script is.
    ///
    /// - Throws: ``PlanError/invalid(step:_:)``, ``PlanError/sealed(step:)``.
    func opened(_ plan: Plan) throws(PlanError) -> [Request] {
        var requests: [Request] = []
        requests.reserveCapacity(plan.steps.count)
        for step in plan.steps {
            requests.append(try step.opened(plan: plan.header.plan, resources.vault))
        }
        return requests
    }

    private func expectVacating(_ plan: Plan, done: [Int: Bool]) {
        let steps = plan.steps.filter(\.vacates)
        guard !steps.isEmpty else { return }
        state.withLock { state in
            for step in steps { state.vacating.expect(step.outline) }
            for step in steps where done[step.step] == true {
                _ = state.vacating.finish(step.outline)
            }
        }
    }

    private static let missing = "a step that it needs is not ok"

    private func work(
        _ schedule: inout PlanSchedule,
        _ requests: [Request],
        _ continuing: [Int: Int],
        _ plan: Plan
    ) async {
        var gate = CanaryGate(plan.steps) { canaryMarks(of: $0) }
        await withTaskGroup(of: (step: Int, isOK: Bool).self) { group in
            var inFlight = 0
            while true {
                while inFlight < Self.window, let step = gate.next(&schedule) {
                    inFlight += 1
                    let call = Call(
                        requests[step],
                        scope: plan.steps[step].scope,
                        continuing: continuing[step]
                    )
                    group.addTask(executorPreference: executor) { (step, await self.perform(call)) }
                }
                guard let (step, isOK) = await group.next() else {
                    guard let begun = gate.open() else { return }
                    judgeCanary(after: begun, list: nil)
                    continue
                }
                inFlight -= 1
                for skipped in schedule.finish(step, isOK: isOK) {
                    skip(skipped, requests, Self.missing)
                }
            }
        }
    }

    /// Decides and sends; whether the call is done.
    ///
    /// A password that may be on a lock already is taken off it first, where locks refuse a second.
    func perform(_ call: Call) async -> Bool {
        if call.continuing != nil, setup.rotation == .removeThenSet,
            let removal = call.request.removal
        {
            let before = Call(removal, scope: CallScope(isExchange: true))
            if case .send(let ticket) = begin(before) { _ = await send(ticket) }
        }
        return switch begin(call) {
        case .settled(let reply): reply.isDone
        case .send(let ticket): await send(ticket).isDone
        }
    }

    /// Sends requests group by group at a time, those of a group one after the other; a group ends
    /// with the first of it that is not done.
    public func sendAll(_ groups: [[Request]]) async {
        var marks = canaryMarks(of: groups.count)[...]
        await withTaskGroup(of: Void.self) { group in
            var inFlight = 0
            for (index, requests) in groups.enumerated() {
                if index == marks.first {
                    await group.waitForAll()
                    (inFlight, marks) = (0, marks.dropFirst())
                    judgeCanary(after: index, list: nil)
                }
                if inFlight == Self.window {
                    await group.next()
                    inFlight -= 1
                }
                inFlight += 1
                group.addTask(executorPreference: executor) {
                    for request in requests where await !self.perform(Call(request)) { return }
                }
            }
        }
    }

    private func skip(_ step: Int, _ requests: [Request], _ why: String) {
        notStarted(Call(requests[step], scope: CallScope(item: step)), why)
    }

    /// Keeps the plan on the shelf as applied by this run, once every request of it is known to be
    /// one that may be sent.
    ///
    /// - Throws: ``PlanError/applied(run:)`` when it was applied before, ``PlanError/invalid(step:_:)``.
    public func keep(_ plan: Plan, on shelf: PlanShelf) throws {
        _ = try opened(plan)
        try shelf.keep(plan.note.encoded(), plan: plan.header.plan, run: id) { run in
            try !RunHistory(of: run, in: resources).records.isEmpty
        }
    }
}
