import ALMS
import Register
import RequestLog
import Runs
import Testing

@Suite("What an offline door keeps from being done")
struct WaitingTests {
    private func started(
        _ workspace: TestWorkspace,
        _ service: any Service,
        _ adjust: (inout RunSetup) -> Void = { _ in }
    ) async throws -> Run {
        var setup = workspace.setup(.live)
        adjust(&setup)
        return try await Run.start(setup, in: workspace.resources(service))
    }

    private func plan(_ workspace: TestWorkspace) async throws -> Plan {
        let resources = try workspace.resources(ScriptedService.agreeing())
        let run = try await Run.start(workspace.setup(.dryRun), in: resources)
        for (item, door) in [workspace.entrance, workspace.room, workspace.store].enumerated() {
            let request = try workspace.set("916352748\(item)", at: door)
            _ = await run.perform(request, scope: CallScope(item: item + 1, list: 1, listCount: 3))
        }
        _ = await run.finish(nil)
        return try Plan(parsing: run.plan())
    }

    @Test("in a plan is sent once more behind everything else, as it was")
    func applying() async throws {
        let workspace = try TestWorkspace()
        let plan = try await plan(workspace)
        let entrance = workspace.entrance
        let service = ScriptedService { request, before in
            [
                request.door == entrance && before < 3
                    ? ScriptedService.no("HOST_NOT_ONLINE") : ScriptedService.yes
            ]
        }
        let run = try await started(workspace, service)
        try await run.apply(plan)
        let report = await run.finish(nil)
        #expect(report.exitCode == .done)
        #expect(service.requests.count == 4)
        #expect(service.requests.last?.door == workspace.entrance)
        #expect(service.requests.last?[.password] == "9163527480")
        #expect(try workspace.password(workspace.entrance).current == "9163527480")
        let history = try RunHistory(of: run.id, in: workspace.resources(service))
        #expect(history.records.count == 3)
        #expect(history.records.allSatisfy { $0.outcome == .ok })
    }

    @Test("is one call in the log, whose attempts go on counting")
    func log() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, before in
            [before == 0 ? ScriptedService.no("LOCK_NOT_ONLINE") : ScriptedService.yes]
        }
        let run = try await started(workspace, service)
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.class == .ok && reply.attempts == 2)
        _ = await run.finish(nil)
        let intents = try workspace.entries().filter { $0.header?.kind == .intent }
        #expect(intents.map { $0["attempt"]?.integer } == [1, 2])
        #expect(Set(intents.map { $0["call"]?.integer ?? $0.index }).count == 1)
    }

    @Test("stays open to the end, counts to no bound, and is told by itself")
    func waiting() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, _ in [ScriptedService.no("LOCK_NOT_ONLINE")] }
        let run = try await started(workspace, service) { $0.policy.maxFailures = .count(0) }
        for door in [workspace.entrance, workspace.room, workspace.store] {
            _ = await run.perform(try workspace.set("9163527480", at: door))
        }
        let report = await run.finish(nil)
        #expect(report.stopped == nil)
        #expect(report.waiting.count == 3 && report.failures.isEmpty)
        #expect(report.counts[.refused] == 3)
        #expect(report.exitCode == .someFailed)
        #expect(report.json["waiting"]?.items?.count == 3)
    }

    @Test("is not sent again once the same grant was asked for anew")
    func overtaken() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, before in
            [before == 0 ? ScriptedService.no("LOCK_NOT_ONLINE") : ScriptedService.yes]
        }
        let run = try await started(workspace, service)
        let first = try workspace.set("9163527480", at: workspace.room)
        guard case .send(let ticket) = run.begin(Call(first)),
            case .later(let later) = await run.sendFirst(ticket)
        else {
            Issue.record("it does not wait")
            return
        }
        _ = await run.perform(try workspace.set("7391640258", at: workspace.room))
        #expect(await run.sendAgain(later).class == .refused)
        _ = await run.finish(nil)
        #expect(service.requests.count == 2)
        #expect(try workspace.password(workspace.room).current == "7391640258")
    }

    @Test("is told even when nobody asks again")
    func forgotten() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, _ in [ScriptedService.no("LOCK_NOT_ONLINE")] }
        let run = try await started(workspace, service)
        let request = try workspace.set("9163527480", at: workspace.room)
        guard case .send(let ticket) = run.begin(Call(request)) else { return }
        _ = await run.sendFirst(ticket)
        #expect(await run.finish(nil).waiting.count == 1)
    }

    @Test(
        "is no failure that stops a run, and neither is a door without a lock",
        arguments: ["LOCK_NOT_EXIST", "HOST_NOT_EXIST", "OPERATION_TOO_FREQUENT"]
    )
    func uncounted(_ words: String) async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, _ in [ScriptedService.no(words)] }
        let run = try await started(workspace, service) { $0.policy.maxFailures = .count(0) }
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.desc == words)
        let report = await run.finish(nil)
        #expect(report.stopped == nil)
        #expect(report.failures.count == 1 && report.waiting.isEmpty)
        let isLock = words.hasSuffix("EXIST")
        let line = report.failures.first?.desc ?? ""
        #expect(line.contains("no lock is bound to this door yet") == isLock)
    }

    @Test("a time-out of the lock leaves both passwords, and resuming settles it")
    func timeOut() async throws {
        let workspace = try TestWorkspace()
        let lost = ScriptedService { _, _ in [ScriptedService.no("53 TIME OUT")] }
        let run = try await started(workspace, lost)
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.class == .unknown)
        _ = await run.finish(nil)
        let held = try workspace.password(workspace.room)
        #expect(held.current == "8264917350" && held.pending == ["9163527480"])
    }

    @Test("a password that is there after a lost answer is told with a way out")
    func exists() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, _ in
            [.noAnswer("no answer within 30 s"), ScriptedService.no("密码已存在")]
        }
        let run = try await started(workspace, service)
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.class == .unknown)
        #expect(reply.desc == "no answer within 30 s; then 密码已存在")
        #expect(reply.hint.contains("grants settle") && reply.hint.contains("rotate"))
        _ = await run.finish(nil)
    }

    @Test("words of any length are logged, cut, and nothing of the run is lost")
    func longWords() async throws {
        let workspace = try TestWorkspace()
        let long = String(repeating: "x", count: 66_000)
        let service = ScriptedService { _, _ in
            [
                .answered(
                    status: 200,
                    retryAfter: nil,
                    body: Array(#"{"success":true,"desc":"\#(long)"}"#.utf8)
                )
            ]
        }
        let run = try await started(workspace, service)
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.class == .ok)
        #expect(await run.finish(nil).exitCode == .done)
        #expect(try workspace.password(workspace.room).current == "9163527480")
        let outcomes = try workspace.entries().filter { $0.header?.kind == .outcome }
        #expect(outcomes.count == 1)
        #expect((outcomes.first?["text"]?.text ?? "").unicodeScalars.count == 501)
    }
}
