import ALMS
import Register
import RequestLog
import Runs
import Testing

@Suite("A password that is removed for a new one")
struct ExchangeTests {
    private static let exchange = CallScope(isExchange: true)
    private static let old = "7351948264"
    private static let new = "9163527480"

    /// A live run under `remove-then-set`; the entrance has one holder.
    private func started(
        _ workspace: TestWorkspace,
        _ service: ScriptedService,
        resuming: String? = nil,
        _ change: (inout RunSetup) -> Void = { _ in }
    ) async throws -> Run {
        var setup = workspace.setup(.live)
        setup.rotation = .removeThenSet
        change(&setup)
        return try await Run.start(
            setup,
            in: workspace.resources(service),
            resuming: resuming
        )
    }

    private func passwords(_ service: ScriptedService) -> [String] {
        service.requests.map { $0.operation == .removePassword ? "-" : $0[.password] ?? "" }
    }

    private func exchange(_ run: Run, _ workspace: TestWorkspace) async throws -> [CallReply.Class]
    {
        let removal = try workspace.remove("13800000001", at: workspace.entrance)
        let setting = try workspace.set(Self.new, at: workspace.entrance)
        return [
            await run.perform(removal, scope: Self.exchange).class,
            await run.perform(setting).class,
        ]
    }

    @Test("may be a door's only one")
    func lastWayIn() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService.agreeing()
        let run = try await started(workspace, service)
        let removal = try workspace.remove("13800000001", at: workspace.entrance)
        #expect(await run.perform(removal).class == .policy)
        #expect(try await exchange(run, workspace) == [.ok, .ok])
        _ = await run.finish(nil)
        #expect(try workspace.password(workspace.entrance).current == Self.new)
    }

    @Test("is followed by the new one even when a bound was reached in between")
    func bound() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService.agreeing()
        let run = try await started(workspace, service) { $0.policy.maxChanges = 1 }
        let removal = try workspace.remove("13800000001", at: workspace.entrance)
        _ = await run.perform(removal, scope: Self.exchange)
        let other = try workspace.set("8264917351", at: workspace.room)
        #expect(await run.perform(other).class == .policy)
        let setting = try workspace.set(Self.new, at: workspace.entrance)
        #expect(await run.perform(setting).class == .ok)
        _ = await run.finish(nil)
        #expect(passwords(service) == ["-", Self.new])
    }

    @Test("comes back when the new one is refused, also where a plan says so")
    func refused() async throws {
        let workspace = try TestWorkspace()
        let dry = try await started(workspace, .agreeing()) { $0.mode = .dryRun }
        #expect(try await exchange(dry, workspace) == [.planned, .planned])
        _ = await dry.finish(nil)
        let plan = try Plan(parsing: dry.plan())
        #expect(plan.steps.map(\.isExchange) == [true, false])

        let service = ScriptedService { _, before in
            [before == 1 ? ScriptedService.no("满") : ScriptedService.yes]
        }
        let run = try await started(workspace, service)
        try await run.apply(plan)
        #expect(await run.finish(nil).counts == [.ok: 2, .refused: 1])
        #expect(passwords(service) == ["-", Self.new, Self.old])
        let held = try workspace.password(workspace.entrance)
        #expect(held.current == Self.old && held.confidence == .confirmed)
    }

    @Test("comes back by resuming a run that ended in between", arguments: [true, false])
    func resumed(removalIsLost: Bool) async throws {
        let workspace = try TestWorkspace()
        let lost = ScriptedService { _, _ in
            [removalIsLost ? .noAnswer("time-out") : ScriptedService.yes]
        }
        let first = try await started(workspace, lost)
        let removal = try workspace.remove("13800000001", at: workspace.entrance)
        _ = await first.perform(removal, scope: Self.exchange)
        first.stop(.interrupted)
        _ = await first.finish(nil)

        let service = ScriptedService.agreeing()
        let resources = try workspace.resources(service)
        let history = try RunHistory(of: first.id, in: resources)
        #expect(history.owed.map(\.door) == [workspace.entrance])
        let second = try await started(workspace, service, resuming: first.id)
        _ = await second.settle(history)
        _ = await second.finish(nil)
        #expect(passwords(service) == (removalIsLost ? ["-", Self.old] : [Self.old]))
        #expect(try workspace.password(workspace.entrance).current == Self.old)
        #expect(try RunHistory(of: first.id, in: resources).owed.isEmpty)
    }

    @Test("once sent, is not taken away again by resuming the removal that nobody answered for")
    func overtaken() async throws {
        let workspace = try TestWorkspace()
        let lost = ScriptedService { _, before in
            [before == 0 ? .noAnswer("time-out") : ScriptedService.yes]
        }
        let first = try await started(workspace, lost)
        #expect(try await exchange(first, workspace) == [.unknown, .ok])
        _ = await first.finish(nil)

        let service = ScriptedService.agreeing()
        let history = try RunHistory(of: first.id, in: try workspace.resources(service))
        #expect(history.isFinished)
        let second = try await started(workspace, service, resuming: first.id)
        _ = await second.settle(history)
        _ = await second.finish(nil)
        #expect(passwords(service).isEmpty)
        #expect(try workspace.password(workspace.entrance).current == Self.new)
    }

    @Test("is the last one that was asked for: no other is sent again")
    func lastOne() async throws {
        let workspace = try TestWorkspace()
        let wishes = (0..<8).map { "91635274\(10 + $0)" }
        let lost = ScriptedService { _, _ in [.noAnswer("time-out")] }
        let first = try await started(workspace, lost) { $0.rotation = .replace }
        for wish in wishes {
            _ = await first.perform(try workspace.set(wish, at: workspace.entrance))
        }
        _ = await first.finish(nil)

        let service = ScriptedService.agreeing()
        let history = try RunHistory(of: first.id, in: try workspace.resources(service))
        let second = try await started(workspace, service, resuming: first.id) {
            $0.rotation = .replace
        }
        _ = await second.settle(history)
        _ = await second.finish(nil)
        #expect(passwords(service) == [wishes[7]])
        #expect(try RunHistory(of: first.id, in: workspace.resources(service)).isFinished)
        #expect(try workspace.password(workspace.entrance).current == wishes.last)
    }

    @Test("of a plan ends, though a removal on the way to it was never answered")
    func settledPlan() async throws {
        let workspace = try TestWorkspace()
        let dry = try await started(workspace, .agreeing()) { $0.mode = .dryRun }
        _ = await dry.perform(try workspace.set(Self.new, at: workspace.entrance))
        _ = await dry.finish(nil)
        let plan = try Plan(parsing: dry.plan())
        let lost = ScriptedService { _, _ in [.noAnswer("time-out")] }
        let first = try await started(workspace, lost)
        try await first.apply(plan)
        _ = await first.finish(nil)

        // The removal before the password that is sent again gets no answer, the password does.
        let service = ScriptedService { request, _ in
            [request.operation == .removePassword ? .noAnswer("cut") : ScriptedService.yes]
        }
        let resources = try workspace.resources(service)
        let second = try await started(workspace, service, resuming: first.id)
        _ = try await second.resume(
            plan,
            try RunHistory(of: first.id, applying: plan, in: resources)
        )
        _ = await second.finish(nil)
        #expect(passwords(service).last == Self.new)
        #expect(try RunHistory(of: first.id, applying: plan, in: resources).isFinished)
        #expect(try workspace.password(workspace.entrance).current == Self.new)
    }

    @Test(
        "of a plan is exchanged anew by resuming, when nobody knows whether the old one came back"
    )
    func putBackLost() async throws {
        let workspace = try TestWorkspace()
        let dry = try await started(workspace, .agreeing()) { $0.mode = .dryRun }
        _ = try await exchange(dry, workspace)
        _ = await dry.finish(nil)
        let plan = try Plan(parsing: dry.plan())
        let offline = ScriptedService { _, before in
            switch before {
            case 0: [ScriptedService.yes]
            case 1, 2: [ScriptedService.no("LOCK_NOT_ONLINE")]
            default: [.noAnswer("cut")]
            }
        }
        let first = try await started(workspace, offline)
        try await first.apply(plan)
        _ = await first.finish(nil)
        #expect(passwords(offline) == ["-", Self.new, Self.new, Self.old])

        let service = ScriptedService.agreeing()
        let resources = try workspace.resources(service)
        let history = try RunHistory(of: first.id, applying: plan, in: resources)
        #expect(!history.isFinished)
        let second = try await started(workspace, service, resuming: first.id)
        _ = try await second.resume(plan, history)
        #expect(await second.finish(nil).exitCode == .done)
        #expect(passwords(service) == ["-", Self.old, "-", Self.new])
        #expect(try RunHistory(of: first.id, applying: plan, in: resources).isFinished)
        #expect(try workspace.password(workspace.entrance).current == Self.new)
    }

    @Test("is told of when nothing can be sent any more")
    func told() async throws {
        let workspace = try TestWorkspace()
        let warnings = Words()
        let run = try await started(workspace, .agreeing()) { setup in
            setup.events = { if case .warning(let words) = $0 { warnings.add(words) } }
        }
        let removal = try workspace.remove("13800000001", at: workspace.entrance)
        _ = await run.perform(removal, scope: Self.exchange)
        run.stop(.breaker("no connection"))
        await run.putBack()
        #expect(await run.finish(nil).exitCode == .bound)
        #expect(warnings.all.contains { $0.contains("yeeuu retry") })
        #expect(try workspace.register.view().owed().map(\.door) == [workspace.entrance])
    }

    @Test("is followed by the new one, or the old one, after Ctrl-C too", arguments: [true, false])
    func interrupted(isRefused: Bool) async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, before in
            [isRefused && before == 1 ? ScriptedService.no("满") : ScriptedService.yes]
        }
        let run = try await started(workspace, service)
        let removal = try workspace.remove("13800000001", at: workspace.entrance)
        _ = await run.perform(removal, scope: Self.exchange)
        run.stop(.interrupted)
        #expect(
            await run.perform(try workspace.set("8264917351", at: workspace.room)).class
                == .cancelled
        )
        _ = await run.perform(try workspace.set(Self.new, at: workspace.entrance))
        await run.putBack()
        #expect(await run.finish(nil).exitCode == .interrupted)
        #expect(passwords(service) == ["-", Self.new] + (isRefused ? [Self.old] : []))
        #expect(try workspace.register.view().owed().isEmpty)
    }

    @Test("is owed in the register, also one made anew from the log, until something is confirmed")
    func owed() async throws {
        let workspace = try TestWorkspace()
        let run = try await started(workspace, .agreeing())
        let removal = try workspace.remove("13800000001", at: workspace.entrance)
        _ = await run.perform(removal, scope: Self.exchange)
        #expect(await run.finish(nil).exitCode == .someFailed)
        let view = try workspace.register.view()
        #expect(try view.owed().map(\.door) == [workspace.entrance])
        #expect(try view.openRisks().map(\.isOwed) == [true])
        #expect(try view.grants(at: workspace.entrance).isEmpty)

        let lost = ScriptedService { _, _ in [.noAnswer("cut")] }
        let second = try await started(workspace, lost)
        _ = await second.perform(try workspace.set(Self.new, at: workspace.entrance))
        _ = await second.finish(nil)
        #expect(try view.owed().count == 1)
        let third = try await started(workspace, .agreeing())
        _ = await third.perform(try workspace.set(Self.new, at: workspace.entrance))
        #expect(await third.finish(nil).exitCode == .done)
        #expect(try view.owed().isEmpty)
    }

    @Test("is owed to nobody who has left meanwhile")
    func left() async throws {
        let workspace = try TestWorkspace()
        let run = try await started(workspace, .agreeing())
        let removal = try workspace.remove("13800000001", at: workspace.entrance)
        _ = await run.perform(removal, scope: Self.exchange)
        _ = await run.finish(nil)
        let second = try await started(workspace, .agreeing())
        #expect(await second.perform(removal).class == .ok)
        _ = await second.finish(nil)
        #expect(try workspace.register.view().owed().isEmpty)
        let history = try RunHistory(
            of: run.id,
            in: workspace.resources(ScriptedService.agreeing())
        )
        #expect(history.owed.isEmpty && history.isFinished)
    }

    @Test("is taken off once more before one of which nobody knows is set again")
    func unknown() async throws {
        let workspace = try TestWorkspace()
        let lost = ScriptedService { _, before in
            [before == 1 ? .noAnswer("time-out") : ScriptedService.yes]
        }
        let first = try await started(workspace, lost)
        #expect(try await exchange(first, workspace) == [.ok, .unknown])
        _ = await first.finish(nil)
        let service = ScriptedService.agreeing()
        let history = try RunHistory(of: first.id, in: workspace.resources(service))
        let second = try await started(workspace, service, resuming: first.id)
        _ = await second.settle(history)
        _ = await second.finish(nil)
        #expect(passwords(service) == ["-", Self.new])
        let held = try workspace.password(workspace.entrance)
        #expect(held.current == Self.new && held.pending.isEmpty)
        #expect(try RunHistory(of: first.id, in: workspace.resources(service)).owed.isEmpty)
    }
}
