public import ALMS
import Register
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
        await withTaskGroup(of: (step: Int, sending: Sending).self) { group in
            var inFlight = 0
            /// What waits for the end of the line, and what of it may go now.
            var line: [(step: Int, later: Later)] = []
            var last: ArraySlice<(step: Int, later: Later)> = []
            while true {
                while inFlight < Self.window, let (step, later) = last.popFirst() {
                    inFlight += 1
                    group.addTask(executorPreference: executor) {
                        (step, .over(await self.sendAgain(later)))
                    }
                }
                while inFlight < Self.window, let step = gate.next(&schedule) {
                    inFlight += 1
                    let call = Call(
                        requests[step],
                        scope: plan.steps[step].scope,
                        continuing: continuing[step]
                    )
                    group.addTask(executorPreference: executor) { (step, await self.start(call)) }
                }
                guard let (step, sending) = await group.next() else {
                    if let begun = gate.open() {
                        judgeCanary(after: begun, list: nil)
                        continue
                    }
                    guard !line.isEmpty else { return }
                    (last, line) = (line[...], [])
                    continue
                }
                inFlight -= 1
                switch sending {
                case .later(let later): line.append((step, later))
                case .over(let reply):
                    for skipped in schedule.finish(step, isOK: reply.isDone) {
                        skip(skipped, requests, Self.missing)
                    }
                }
            }
        }
    }

    /// Decides and sends.
    ///
    /// A password that may be on a lock already is taken off it first, where locks refuse a second.
    ///
    /// `removesFirst`: also one that somebody surely holds; while it stays, no other is set.
    func start(_ call: Call, removesFirst: Bool = false) async -> Sending {
        if setup.rotation == .removeThenSet, let removal = call.request.removal {
            let isHeld = removesFirst && holds(call)
            if call.continuing != nil || isHeld {
                switch begin(Call(removal, scope: CallScope(isExchange: true))) {
                case .settled(let reply): return .over(reply)
                case .send(let ticket):
                    let reply = await send(ticket)
                    if isHeld, !reply.isDone, reply.class != .unknown { return .over(reply) }
                }
            }
        }
        return switch begin(call) {
        case .settled(let reply): .over(reply)
        case .send(let ticket): await sendFirst(ticket)
        }
    }

    /// Decides and sends to the end, an offline door once more at once; whether the call is done.
    func perform(_ call: Call, removesFirst: Bool = false) async -> Bool {
        switch await start(call, removesFirst: removesFirst) {
        case .over(let reply): reply.isDone
        case .later(let later): await sendAgain(later).isDone
        }
    }

    private func holds(_ call: Call) -> Bool {
        guard let row = call.request.grant.flatMap({ try? view.grant($0) }) else { return false }
        return row.hasPassword && row.status == .active
    }

    /// Sends requests group by group at a time, those of a group one after the other; a group ends
    /// with the first of it that is not done.
    public func sendAll(_ groups: [[Request]]) async {
        let chains = groups.map { requests in requests.map { Call($0) } }
        await sendChains(chains, endingWithRefusal: true, marks: canaryMarks(of: groups.count))
    }

    /// Sends chains of calls, many at a time, the calls of a chain one after the other.
    ///
    /// A chain that comes to an offline door goes on when all the others are over.
    ///
    /// - Parameters:
    ///   - chains: the calls.
    ///   - endingWithRefusal: whether a chain ends with the first call that is not done.
    ///   - marks: after how many chains to wait, and judge.
    func sendChains(
        _ chains: [[Call]],
        endingWithRefusal: Bool,
        marks: [Int] = []
    ) async {
        var marks = marks[...]
        await withTaskGroup(of: Chain?.self) { group in
            var next = chains.map { Chain(calls: $0[...]) }[...]
            var line: [Chain] = []
            var (begun, inFlight) = (0, 0)
            while true {
                while inFlight < Self.window, marks.first != begun, let chain = next.popFirst() {
                    (inFlight, begun) = (inFlight + 1, begun + 1)
                    group.addTask(executorPreference: executor) {
                        await self.work(chain, endingWithRefusal)
                    }
                }
                if let rest = await group.next() {
                    inFlight -= 1
                    if let rest { line.append(rest) }
                } else if marks.first == begun, !next.isEmpty {
                    marks = marks.dropFirst()
                    judgeCanary(after: begun, list: nil)
                } else {
                    guard !line.isEmpty else { return }
                    (next, line, marks) = (line[...], [], [])
                }
            }
        }
    }

    /// What is left of a chain of calls.
    private struct Chain {
        /// The call that waited, if one did.
        var later: Later?
        var calls: ArraySlice<Call>
    }

    /// Works a chain off; what is left of it when it comes to an offline door.
    private func work(_ chain: Chain, _ endingWithRefusal: Bool) async -> Chain? {
        var calls = chain.calls
        if let later = chain.later {
            let reply = await sendAgain(later)
            if endingWithRefusal, !reply.isDone { return nil }
        }
        while let call = calls.popFirst() {
            switch await start(call) {
            case .later(let later): return Chain(later: later, calls: calls)
            case .over(let reply): if endingWithRefusal, !reply.isDone { return nil }
            }
        }
        return nil
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
