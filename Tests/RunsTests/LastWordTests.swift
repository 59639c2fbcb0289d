import ALMS
import Register
import RequestLog
import Runs
import Testing

@Suite("The last word on who holds what")
struct LastWordTests {
    private static let (one, other) = ("9163527480", "7391640258")
    private static let lost = ScriptedService { _, _ in [.noAnswer("time-out")] }
    private static let offline = ScriptedService { _, _ in [ScriptedService.no("LOCK_NOT_ONLINE")] }

    /// A live run that sends `requests`; its id.
    @discardableResult
    private func send(
        _ requests: [Request],
        _ workspace: TestWorkspace,
        _ service: ScriptedService
    ) async throws -> String {
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        for request in requests { _ = await run.perform(request) }
        _ = await run.finish(nil)
        return run.id
    }

    /// Resumes `id`; what was sent, and the report.
    private func resume(
        _ id: String,
        _ workspace: TestWorkspace,
        applying plan: Plan? = nil
    ) async throws -> (sent: [String], report: RunReport) {
        let service = ScriptedService.agreeing()
        let resources = try workspace.resources(service)
        let history = try RunHistory(of: id, applying: plan, in: resources)
        let run = try await Run.start(workspace.setup(.live), in: resources, resuming: id)
        if let plan {
            _ = try await run.resume(plan, history)
        } else {
            _ = await run.settle(history)
        }
        let report = await run.finish(nil)
        let sent = service.requests.map { $0[.password] ?? $0.operation.rawValue }
        #expect(try RunHistory(of: id, applying: plan, in: resources).isFinished)
        return (sent, report)
    }

    /// A plan of `requests`: independent of each other, or each after the one before.
    private func plan(
        _ requests: [Request],
        _ workspace: TestWorkspace,
        inTurn: Bool = false
    ) async throws -> Plan {
        let dry = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        for (index, request) in requests.enumerated() {
            let scope =
                inTurn ? CallScope(insidePcall: true) : CallScope(item: index + 1, list: 1)
            _ = await dry.perform(request, scope: scope)
        }
        _ = await dry.finish(nil)
        return try Plan(parsing: dry.plan())
    }

    private func apply(
        _ plan: Plan,
        _ workspace: TestWorkspace,
        _ service: ScriptedService,
        leavingOut: Set<Int> = [],
        stopped: Bool = false
    ) async throws -> String {
        var setup = workspace.setup(.live)
        setup.plan = plan.header.plan
        let run = try await Run.start(setup, in: workspace.resources(service))
        try await run.leaveOut(leavingOut)
        if stopped { run.stop(.interrupted) }
        try await run.apply(plan, leavingOut: leavingOut)
        _ = await run.finish(nil)
        return run.id
    }

    @Test(
        "is not undone by resuming an older run, whatever became of it",
        arguments: ["set", "removed", "refused", "lost"]
    )
    func olderRun(later: String) async throws {
        let workspace = try TestWorkspace()
        let first = try await send(
            [try workspace.set(Self.one, at: workspace.entrance)],
            workspace,
            Self.lost
        )
        let wish =
            later == "set" || later == "lost"
            ? try workspace.set(Self.other, at: workspace.entrance)
            : try workspace.remove("13800000001", at: workspace.entrance)
        let service: ScriptedService =
            switch later {
            case "refused": Self.offline
            case "lost": Self.lost
            default: .agreeing()
            }
        var setup = workspace.setup(.live)
        setup.policy.keepAWayIn = false
        let run = try await Run.start(setup, in: workspace.resources(service))
        _ = await run.perform(wish)
        _ = await run.finish(nil)

        let (sent, report) = try await resume(first, workspace)
        #expect(sent.isEmpty)
        #expect(report.exitCode == .done && report.counts[.skipped] == 1)
        #expect(report.notStarted.map(\.desc).allSatisfy { $0.contains(run.id) })
        let notes = try workspace.entries().filter { $0["text"]?.text?.contains(run.id) == true }
        #expect(notes.count == 1 && notes.allSatisfy { $0["class"]?.text == "skipped" })
        if later == "set" {
            #expect(try workspace.password(workspace.entrance).current == Self.other)
        }
    }

    @Test("of a file or a person is one too")
    func imported() async throws {
        let workspace = try TestWorkspace()
        let first = try await send(
            [try workspace.set(Self.one, at: workspace.entrance)],
            workspace,
            Self.lost
        )
        let keeping = RegisterKeeping(
            workspace: workspace.folder,
            register: workspace.register,
            vault: workspace.vault,
            operatorName: "li"
        )
        _ = try await keeping.change("grants settle", closesRequests: true) {
            try workspace.register.settlingGrants(.all, .current).change
        }
        let held = try workspace.password(workspace.entrance)
        #expect(held.current == "7351948264" && held.confidence == .imported)
        #expect(held.pending.isEmpty)
        #expect(try await resume(first, workspace).sent.isEmpty)
        #expect(try OpenWishes(in: workspace.resources(ScriptedService.agreeing())).wishes.isEmpty)
    }

    @Test("stands when a plan is resumed late, its steps begun or not", arguments: [true, false])
    func latePlan(isBegun: Bool) async throws {
        let workspace = try TestWorkspace()
        let plan = try await plan(
            [
                try workspace.set(Self.one, at: workspace.entrance),
                try workspace.set("8264917351", at: workspace.room),
            ],
            workspace
        )
        let first = try await apply(plan, workspace, Self.offline, stopped: !isBegun)
        try await send(
            [try workspace.set(Self.other, at: workspace.entrance)],
            workspace,
            .agreeing()
        )
        let (sent, report) = try await resume(first, workspace, applying: plan)
        #expect(sent == ["8264917351"] && report.exitCode == .done)
        #expect(try workspace.password(workspace.entrance).current == Self.other)
        #expect(try await resume(first, workspace, applying: plan).sent.isEmpty)
    }

    @Test("is the later one of two rotations within a plan")
    func twice() async throws {
        let workspace = try TestWorkspace()
        let plan = try await plan(
            [Self.one, Self.other].map { try workspace.set($0, at: workspace.entrance) },
            workspace,
            inTurn: true
        )
        let service = ScriptedService { request, _ in
            [request[.password] == Self.one ? .noAnswer("cut") : ScriptedService.yes]
        }
        let first = try await apply(plan, workspace, service)
        #expect(try workspace.password(workspace.entrance).current == Self.other)
        #expect(try await resume(first, workspace, applying: plan).sent.isEmpty)
        #expect(try workspace.password(workspace.entrance).current == Self.other)
    }

    @Test("that says the same as the step counts for it, whoever sent it")
    func same() async throws {
        let workspace = try TestWorkspace()
        let request = try workspace.set(Self.one, at: workspace.entrance)
        let plan = try await plan([request], workspace)
        let first = try await apply(plan, workspace, Self.offline)
        try await send([request], workspace, .agreeing())
        let history = try RunHistory(
            of: first,
            applying: plan,
            in: workspace.resources(ScriptedService.agreeing())
        )
        #expect(history.isFinished && history.records.map(\.outcome) == [.ok])
    }

    @Test("on what was left out as stale is that it is never sent")
    func leftOut() async throws {
        let workspace = try TestWorkspace()
        let plan = try await plan(
            [
                try workspace.set(Self.one, at: workspace.entrance),
                try workspace.set(Self.other, at: workspace.room),
            ],
            workspace
        )
        let first = try await apply(plan, workspace, Self.offline, leavingOut: [0])
        #expect(try await resume(first, workspace, applying: plan).sent == [Self.other])
        #expect(try await resume(first, workspace, applying: plan).sent.isEmpty)
    }

    @Test("names the target that a run was sent to")
    func target() async throws {
        let workspace = try TestWorkspace()
        let first = try await send([], workspace, .agreeing())
        let resources = try workspace.resources(ScriptedService.agreeing())
        #expect(try RunHistory(of: first, in: resources).target == "sandbox")
    }

    @Test("is skipped in report and log alike when a request is kept back")
    func keptBack() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, _ in [.notSent("stopped")] }
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        _ = await run.perform(try workspace.set(Self.one, at: workspace.entrance))
        let report = await run.finish(nil)
        #expect(report.counts == [.skipped: 1])
        let outcomes = try workspace.entries().filter { $0.header?.kind == .outcome }
        #expect(outcomes.map { $0.header?.class } == [.skipped])
        #expect(try workspace.password(workspace.entrance).pending.isEmpty)
    }
}
