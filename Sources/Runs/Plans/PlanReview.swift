public import ALMS
public import Register

/// What a plan would do, held against the register and the policy as they are now, or told by the
/// plan alone.
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
        /// What the person held before, of the kind that the line is about; nil for nothing.
        public let held: HeldGrant?
        /// Whether the door counts as empty afterwards, once nobody else is there.
        public let vacates: Bool
        /// Why it may leave an occupied door without a way in; nil: it may not.
        public let lockedOut: String?
        /// Why it is not any more what was planned; nil when it is.
        public let stale: Staleness?
        /// Why the policy forbids it; nil when it does not.
        public let forbidden: String?

        /// Whether it is not any more what was planned.
        public var isStale: Bool { stale != nil }
    }

    /// The lines in their order.
    public let lines: [Line]
    /// How often each operation stands in the plan, in the catalogue's order.
    public let operations: [(name: OperationName, count: Int)]
    /// How many doors it changes.
    public let doors: Int
    /// Whom it concerns, by name and number, in the order in which they stand there.
    public let persons: [String]
    /// Who would hold nothing at all afterwards, of those who hold something now.
    public let losingLastWayIn: [String]

    /// How many people it concerns.
    public var people: Int { persons.count }

    init(_ lines: [Line], losing: [String]) {
        let requests = lines.map(\.request)
        self.lines = lines
        operations = OperationName.allCases.compactMap { name in
            let count = requests.count { $0.operation == name }
            return count == 0 ? nil : (name, count)
        }
        doors = Set(requests.flatMap { $0.door.map { [$0] } ?? $0.apartments.map(\.key) }).count
        persons = Self.persons(lines)
        losingLastWayIn = losing
    }

    private static func persons(_ lines: [Line]) -> [String] {
        var places: [String: Int] = [:]
        var names: [String] = []
        for line in lines {
            guard let mobile = line.request[.authoredMobile] else { continue }
            let name = line.request[.authoredName] ?? line.held?.authoredName ?? ""
            if let place = places[mobile] {
                if names[place].isEmpty { names[place] = name }
            } else {
                places[mobile] = names.count
                names.append(name)
            }
        }
        return places.sorted { $0.value < $1.value }.map { mobile, place in
            names[place].isEmpty ? mobile : "\(names[place]) \(mobile)"
        }
    }

    /// Tells what `plan` says of itself; nothing is judged.
    public init(_ plan: Plan) {
        var held: [GrantID: HeldGrant?] = [:]
        let lines = plan.steps.map { step in
            let request = step.request
            let id = request.grant
            let before = id.flatMap { id in
                held[id] ?? step.old?.first { $0.kind == id.kind }
            }
            if let id { held[id] = .some(request.after(id.kind)) }
            return Line(
                step: step.step,
                request: request,
                changes: ChangeMaker.changes(request, before: before, isSamePassword: false) { _ in
                    nil
                },
                held: before,
                vacates: step.vacates,
                lockedOut: step.lockedOut,
                stale: nil,
                forbidden: nil
            )
        }
        self.init(lines, losing: plan.header.story?.losing ?? [])
    }

    /// Judges `plan` by `policy` against `view`, whose overlay takes the plan's changes.
    ///
    /// - Throws: `RegisterError` or `InvalidSelector` when the register cannot be read.
    public init(_ plan: Plan, view: RegisterView, policy: Policy, minuteOfDay: Int) throws {
        var judge = PlanJudge(plan, view: view, policy: policy, minuteOfDay: minuteOfDay)
        let lines = try plan.steps.map { try judge.line($0) }
        self.init(lines, losing: try Self.losers(lines, view))
    }

    private static func losers(_ lines: [Line], _ view: RegisterView) throws -> [String] {
        var removed: [String: String] = [:]
        for line in lines where line.changes.contains(where: { $0.kind == .removed }) {
            guard let mobile = line.request[.authoredMobile] else { continue }
            removed[mobile] = line.held?.authoredName ?? removed[mobile] ?? ""
        }
        return try removed.sorted { $0.key < $1.key }.filter { mobile, _ in
            try view.holdsNothing(mobile)
        }.map { mobile, name in name.isEmpty ? mobile : "\(name) \(mobile)" }
    }
}

extension RegisterView {
    /// Whether nobody under `mobile` holds an active grant anywhere.
    func holdsNothing(_ mobile: String) throws -> Bool {
        let selector = try GrantSelector(Arguments([.init("mobile", .text(mobile))]))
        return try grants(selector).isEmpty
    }
}

extension Request {
    /// What a person holds once this request about a grant of `kind` is ok; nil for nothing.
    fileprivate func after(_ kind: GrantKind) -> HeldGrant? {
        switch operation {
        case .auth, .generatePassword: HeldGrant(set: self, kind)
        default: nil
        }
    }
}
