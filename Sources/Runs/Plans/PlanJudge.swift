import ALMS
import Register

/// Judges a plan step by step, each by the state that those before it leave.
struct PlanJudge {
    private let plan: Plan
    private let view: RegisterView
    private let minuteOfDay: Int
    private var bounds: Bounds
    private var vacating = VacateBook()
    /// Steps that will not be sent: stale ones, and what needs them.
    private var left: Set<Int> = []

    init(_ plan: Plan, view: RegisterView, policy: Policy, minuteOfDay: Int) {
        self.plan = plan
        self.view = view
        self.minuteOfDay = minuteOfDay
        bounds = Bounds(policy)
        for step in plan.steps { vacating.expect(step.outline) }
    }

    /// The next step's line.
    mutating func line(_ step: PlanStep) throws -> PlanReview.Line {
        let call = step.outline
        let request = call.request
        let reader = DoorFactsReader(view: view, policy: bounds.policy)
        let facts = reader.facts(for: call, within: pair(of: step))
        var stale = try Staleness(step, plan.header, version: facts.version, view)
        var forbidden: String?
        if stale == nil {
            switch bounds.decide(request, facts, minuteOfDay: minuteOfDay) {
            case .allowed, .warned: break
            case .forbidden(let words):
                // No plan is made with a line that the register forbids: it has changed since.
                let isOfPolicy = bounds.forbids(request.operation) != nil || facts.lockedOut != nil
                if !isOfPolicy { stale = Staleness(bound: words) }
                forbidden = words
            case .stopped(let reason): forbidden = reason.description
            }
        }
        let held = facts.grant.map { HeldGrant($0) }
        if stale != nil || step.needs.contains(where: { left.contains($0) }) {
            left.insert(step.step)
        } else {
            record(call, facts)
        }
        return PlanReview.Line(
            step: step.step,
            request: request,
            changes: ChangeMaker.changes(request, before: held, isSamePassword: false) {
                try? view.door($0)
            },
            held: held?.isRemoved == true ? nil : held,
            vacates: step.vacates,
            lockedOut: step.lockedOut,
            stale: stale,
            forbidden: forbidden
        )
    }

    /// The removals of a person's password and authorization at one door are one thing: the
    /// steps at the same door and of the same person that follow or precede this one directly.
    private func pair(of step: PlanStep) -> [Call] {
        let neighbours = [step.step - 1, step.step, step.step + 1]
        return neighbours.filter { plan.steps.indices.contains($0) }.map { plan.steps[$0] }
            .filter { other in
                other.item == step.item && other.request.door == step.request.door
                    && other.request[.authoredMobile] == step.request[.authoredMobile]
                    && !other.isExchange
            }.map(\.outline)
    }

    private mutating func record(_ call: Call, _ facts: Bounds.DoorFacts) {
        let (request, run, now) = (call.request, plan.header.plan, view.now)
        view.record([Effect(request, Effect.Stage.ok, run: run, at: now)])
        if let door = request.door, facts.isMoveIn(request, at: now) {
            view.record([.occupied(true, door, run: run, at: now)])
        }
        guard let door = vacating.finish(call), (try? view.grants(at: door).isEmpty) == true else {
            return
        }
        view.record([.occupied(false, door, run: run, at: now)])
    }
}
