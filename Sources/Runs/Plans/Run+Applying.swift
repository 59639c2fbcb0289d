import ALMS
import RequestLog
import Vault

extension Run {
    /// How many calls are handed to the service at a time; it has slots of its own.
    private static let window = 256

    /// Sends a plan that was admitted, each step once, in the order that it asks for.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - leavingOut: steps that are stale and not sent.
    ///   - done: steps that an earlier run of the same plan decided: whether they are ok.
    /// - Throws: ``PlanError`` before anything is sent.
    public func apply(
        _ plan: Plan,
        leavingOut: Set<Int> = [],
        done: [Int: Bool] = [:]
    ) async throws(PlanError) {
        var requests: [Request] = []
        requests.reserveCapacity(plan.steps.count)
        for step in plan.steps {
            requests.append(try step.opened(plan: plan.header.plan, resources.vault))
        }
        var schedule = PlanSchedule(
            plan.steps.map { step in
                let isOK = leavingOut.contains(step.step) ? false : done[step.step]
                return .init(needs: step.needs, after: step.after, isOK: isOK)
            }
        )
        for step in leavingOut { skip(step, requests, "its door changed since the plan was made") }
        for step in schedule.skippedAtStart { skip(step, requests, Self.missing) }
        await work(&schedule, requests)
    }

    private static let missing = "a step that it needs is not ok"

    private func work(_ schedule: inout PlanSchedule, _ requests: [Request]) async {
        await withTaskGroup(of: (step: Int, isOK: Bool).self) { group in
            var inFlight = 0
            while true {
                while inFlight < Self.window, let step = schedule.next() {
                    inFlight += 1
                    let request = requests[step]
                    group.addTask { (step, await self.perform(request, step: step)) }
                }
                guard let (step, isOK) = await group.next() else { return }
                inFlight -= 1
                for skipped in schedule.finish(step, isOK: isOK) {
                    skip(skipped, requests, Self.missing)
                }
            }
        }
    }

    private func perform(_ request: Request, step: Int) async -> Bool {
        switch begin(Call(request, scope: CallScope(item: step))) {
        case .settled(let reply): reply.isDone
        case .send(let ticket): await send(ticket).isDone
        }
    }

    private func skip(_ step: Int, _ requests: [Request], _ why: String) {
        notStarted(Call(requests[step], scope: CallScope(item: step)), why)
    }

    /// Keeps the plan on the shelf as applied by this run.
    ///
    /// - Throws: ``PlanError/applied(run:)`` when it was applied before.
    public func keep(_ plan: Plan, on shelf: PlanShelf) throws(PlanError) {
        try shelf.keep(plan.note.encoded(), plan: plan.header.plan, run: id)
    }
}
