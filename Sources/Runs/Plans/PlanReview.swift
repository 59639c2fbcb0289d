public import ALMS
public import Register

/// What a plan would do, held against the register and the policy as they are now.
///
/// Nothing is hidden: forbidden and stale lines are listed with the others.
public struct PlanReview: Sendable {
    /// One line, judged.
    public struct Line: Sendable {
        /// The line's place in the plan.
        public let step: Int
        /// The request without its secrets.
        public let request: Request
        /// What it changes.
        public let changes: [Change]
        /// Whether its door changed in the register since the plan was made.
        public let isStale: Bool
        /// Why the policy forbids it; nil when it does not.
        public let forbidden: String?
    }

    /// The lines in their order.
    public let lines: [Line]
    /// How often each operation stands in the plan, in the catalogue's order.
    public let operations: [(name: OperationName, count: Int)]
    /// How many doors it changes.
    public let doors: Int
    /// How many people it concerns.
    public let people: Int
    /// Who would hold nothing at all afterwards, of those who hold something now.
    public let losingLastWayIn: [String]

    /// Judges `plan` by `policy` against `view`, whose overlay takes the plan's changes.
    ///
    /// - Throws: `RegisterError` or `InvalidSelector` when the register cannot be read.
    public init(_ plan: Plan, view: RegisterView, policy: Policy, minuteOfDay: Int) throws {
        var bounds = Bounds(policy)
        var lines: [Line] = []
        lines.reserveCapacity(plan.steps.count)
        for step in plan.steps {
            guard let request = step.request else { continue }
            lines.append(Self.line(step, request, view, &bounds, minuteOfDay))
            _ = view.record([Effect(request, Effect.Stage.ok, run: plan.header.plan, at: view.now)])
        }
        let requests = lines.map(\.request)
        self.lines = lines
        operations = OperationName.allCases.compactMap { name in
            let count = requests.count { $0.operation == name }
            return count == 0 ? nil : (name, count)
        }
        doors = Set(requests.flatMap { $0.door.map { [$0] } ?? $0.apartments.map(\.key) }).count
        people = Set(requests.compactMap { $0[.authoredMobile] }).count
        losingLastWayIn = try Self.losers(lines, view)
    }

    private static func line(
        _ step: PlanStep,
        _ request: Request,
        _ view: RegisterView,
        _ bounds: inout Bounds,
        _ minuteOfDay: Int
    ) -> Line {
        var facts = DoorFactsReader(view: view, policy: bounds.policy).facts(for: request)
        if step.isExchange { facts.losesLastWayIn = false }
        let forbidden: String? =
            switch bounds.decide(request, facts, minuteOfDay: minuteOfDay) {
            case .allowed, .warned: nil
            case .forbidden(let words): words
            case .stopped(let reason): reason.description
            }
        return Line(
            step: step.step,
            request: request,
            changes: ChangeMaker.changes(request, before: facts.grant, isSamePassword: false) {
                try? view.door($0)
            },
            isStale: request.door != nil && facts.version != step.version,
            forbidden: forbidden
        )
    }

    private static func losers(_ lines: [Line], _ view: RegisterView) throws -> [String] {
        var removed: Set<String> = []
        for line in lines where line.changes.contains(where: { $0.kind == .removed }) {
            if let mobile = line.request[.authoredMobile] { removed.insert(mobile) }
        }
        return try removed.sorted().filter { mobile in
            let selector = try GrantSelector(Arguments([.init("mobile", .text(mobile))]))
            return try view.grants(selector).isEmpty
        }
    }
}
