import ALMS
import Register
import Runs
import Testing

@Suite("A canary")
struct CanaryTests {
    @Test(
        "says after how many items of a list it waits",
        arguments: [
            ("1,5,20%", 100, [1, 5, 20]), ("1,5,20%", 10, [1, 5]), ("1,5,20%", 1, []),
            ("20%", 7, [2]), ("3", 3, []), ("1, 50%", 2, [1]), ("1%,99%", 1000, [10, 990]),
        ]
    )
    func marks(text: String, count: Int, marks: [Int]) throws {
        #expect(try Canary(text).marks(of: count) == marks)
    }

    @Test(
        "refuses steps that make no sense",
        arguments: [
            "", "0", "x", "5,1", "5,5", "20%,10%", "20%,5", "100%", "0%", "1,,5", "-1", "1.5",
        ]
    )
    func refused(text: String) {
        #expect(throws: CanaryProblem.self) { try Canary(text) }
    }

    /// A plan of two hundred independent steps, made as the items of an `each` are.
    private func plan(_ workspace: TestWorkspace, items: Int) async throws -> Plan {
        let run = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        for item in 1...items {
            let request = try workspace.set("\(7_351_948_000 + item * 7)", at: workspace.room)
            let scope = CallScope(item: item, list: 1, listCount: items)
            #expect(await run.perform(request, scope: scope).class == .planned)
        }
        _ = await run.finish(nil)
        return try Plan(parsing: run.plan())
    }

    @Test(
        "stops a plan at the first step where more than max_failures went wrong",
        arguments: [(0, 1), (3, 5), (11, 20), (30, 40)]
    )
    func plan(firstFailure: Int, sent: Int) async throws {
        let workspace = try TestWorkspace()
        let plan = try await plan(workspace, items: 40)
        let service = ScriptedService { _, before in
            [before < firstFailure ? ScriptedService.yes : ScriptedService.no("满")]
        }
        var setup = workspace.setup(.live)
        setup.policy.maxFailures = .percent(30)
        setup.policy.canary = try Canary("1,5,50%")
        let run = try await Run.start(setup, in: workspace.resources(service))
        try await run.apply(plan)
        let report = await run.finish(nil)
        #expect(service.requests.count == sent)
        #expect(report.notStarted.count == 40 - sent)
        if sent <= 5 {
            #expect(
                report.stopped?.description.hasPrefix("canary: after the first \(sent)") == true
            )
        }
    }

    @Test("holds steps back without ever losing one, whatever a plan's shape", arguments: 1...30)
    func gate(items: Int) async throws {
        let workspace = try TestWorkspace()
        let plan = try await plan(workspace, items: items)
        let service = ScriptedService.agreeing()
        var setup = workspace.setup(.live)
        setup.policy.canary = try Canary("1,2,3,25%,50%")
        let run = try await Run.start(setup, in: workspace.resources(service))
        try await run.apply(plan)
        #expect(await run.finish(nil).counts == [.ok: items])
    }
}
