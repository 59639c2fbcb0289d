import ALMS
import Register
import Synchronization
import Vault

/// What becomes of a call: it is settled at once, or it has to be sent.
public enum Decision: Sendable {
    /// Nothing is sent; this is the reply.
    case settled(CallReply)
    /// To be handed to ``Run/send(_:)``.
    case send(Ticket)
}

/// A call that may be sent, once.
public struct Ticket: Sendable {
    let call: Call
    /// What it changes, as the register stood when it was let through.
    let changes: [Change]
}

extension Run {
    /// Decides about a call, quickly and without waiting.
    ///
    /// A dry run's writes are settled here: planned, recorded in the view, answered faithfully.
    public func begin(_ call: Call) -> Decision {
        guard !call.request.isOutline else {
            let words = "\(call.request.operation.rawValue): its password is not known here"
            return settled(call, CallReply(.policy, desc: words))
        }
        for warning in call.request.warnings { warn(warning) }
        guard call.request.operation.operation.isWrite else { return beginRead(call) }
        if let reason = stopped, isOwed(call, despite: reason) {
            return send(call, before: call.request.grant.flatMap { try? view.grant($0) })
        }
        let facts = facts(for: call)
        let minute = resources.clock.minuteOfDay(resources.clock.now())
        let verdict = state.withLock { state in
            let verdict =
                state.admissions.take(call)
                ? state.bounds.admitted()
                : state.bounds.decide(call.request, facts, minuteOfDay: minute)
            if case .forbidden = verdict { state.forbidden += 1 }
            if facts.takesAWayIn, let id = call.request.grant, verdict.isAllowed {
                state.leaving[id.door, default: []].insert(id)
            }
            return verdict
        }
        switch verdict {
        case .allowed: break
        case .warned(let words): warn(words)
        case .forbidden(let words):
            return settled(call, CallReply(.policy, desc: words))
        case .stopped(let reason): return settled(call, reason.reply)
        }
        var known = call
        known.lastSeq = facts.lastSeq
        known.movesIn = facts.isMoveIn(call.request, at: view.now)
        if mode == .dryRun { return .settled(plan(known, facts)) }
        return send(known, before: facts.grant)
    }

    private func send(_ call: Call, before: GrantRow?) -> Decision {
        .send(Ticket(call: call, changes: changes(of: call.request, before: before)))
    }

    private func beginRead(_ call: Call) -> Decision {
        let words = state.withLock { $0.bounds.forbids(call.request.operation) }
        if let words { return settled(call, CallReply(.policy, desc: words)) }
        if let stop = stopped, stop.endsReads {
            return settled(call, stop.reply)
        }
        return .send(Ticket(call: call, changes: []))
    }

    private func settled(_ call: Call, _ reply: CallReply) -> Decision {
        notStarted(call, reply.desc)
        setup.events?(.outcome(call, reply))
        return .settled(reply)
    }

    func notStarted(_ call: Call, _ why: String) {
        let line = line(call, outcome: .skipped, desc: why, attempts: 0)
        state.withLock { state in
            state.counts[.skipped, default: 0] += 1
            state.notStarted.append(line)
        }
    }

    func line(
        _ call: Call,
        outcome: OutcomeClass,
        desc: String,
        attempts: Int
    ) -> RunReport.Line {
        var line = RunReport.Line(
            operation: call.request.operation,
            door: call.request.door,
            authoredMobile: call.request[.authoredMobile] ?? "",
            outcome: outcome,
            desc: desc,
            attempts: attempts
        )
        line.authoredName = call.request[.authoredName] ?? ""
        return line
    }

    /// Says something odd once a run.
    func warn(_ words: String) {
        let isNew = state.withLock { $0.warned.insert(words).inserted }
        if isNew { setup.events?(.warning(words)) }
    }

    private func facts(for call: Call) -> Bounds.DoorFacts {
        let leaving = state.withLock { state in
            state.leaving.isEmpty ? [] : call.request.door.flatMap { state.leaving[$0] } ?? []
        }
        return DoorFactsReader(view: view, policy: setup.policy).facts(for: call, leaving: leaving)
    }

    // MARK: Planning

    private func plan(_ call: Call, _ facts: Bounds.DoorFacts) -> CallReply {
        let request = call.request
        let changes = changes(of: request, before: facts.grant)
        let held = held(request)
        let effect = Effect(
            request,
            Effect.Stage.ok,
            run: id,
            at: resources.clock.seconds
        )
        _ = view.record([effect])
        left(call)
        noteOccupancy(after: call)
        let line = state.withLock { state in
            let place = state.order.place(call.scope)
            var line = PlannedLine(
                item: call.scope.item,
                step: state.steps,
                needs: place.needs,
                after: place.after,
                version: facts.version,
                request: request,
                sealed: sealed(request, step: state.steps)
            )
            line.isExchange = call.scope.isExchange
            line.vacates = call.scope.vacates
            line.lockedOut = call.scope.lockedOut
            line.old = held
            state.steps += 1
            state.planned.append(line)
            state.plannedCounts[request.operation, default: 0] += 1
            state.changes += changes
            if let mobile = request[.authoredMobile] { state.people.insert(mobile) }
            return line
        }
        setup.events?(.planned(line, changes))
        return .planned
    }

    private func changes(of request: Request, before: GrantRow?) -> [Change] {
        let isSame: Bool
        if let before, before.hasPassword, let password = request[.password] {
            isSame = (try? view.password(of: before.id))?.reveal() == password
        } else {
            isSame = false
        }
        let held = before.map { HeldGrant($0) }
        return ChangeMaker.changes(request, before: held, isSamePassword: isSame) { key in
            try? view.door(key)
        }
    }

    /// What the one that the request is about holds at its door; what this run planned apart.
    private func held(_ request: Request) -> [HeldGrant] {
        guard let door = request.door, let mobile = request[.authoredMobile],
            let rows = try? view.committed(at: door, holder: mobile)
        else { return [] }
        return rows.filter { $0.status != .removed }.map { HeldGrant($0) }
    }

    private func sealed(_ request: Request, step: Int) -> String? {
        let secrets = request.fields.filter { $0.name.parameter.isSecret }
        guard !secrets.isEmpty else { return nil }
        let json = JSON.object(secrets.map { .init($0.name.rawValue, .string($0.text)) })
        let context = PlanStep.context(plan: id, step: step)
        return try? resources.vault.seal(
            Array(json.encoded.utf8),
            authenticating: Array(context.utf8)
        )
    }
}
