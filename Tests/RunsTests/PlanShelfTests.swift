import ALMS
import Basics
import Foundation
import Register
import Runs
import Synchronization
import Testing

@Suite("A plan that is kept as applied")
struct PlanShelfTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    private func planned(_ requests: [Request]) async throws -> Plan {
        let run = try await Run.start(
            setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        for request in requests { _ = await run.perform(request) }
        _ = await run.finish(nil)
        return try Plan(parsing: run.plan())
    }

    private func live() async throws -> Run {
        try await Run.start(setup(.live), in: workspace.resources(ScriptedService.agreeing()))
    }

    private func setup(_ mode: RunMode) -> RunSetup {
        var setup = workspace.setup(mode)
        setup.policy.allow.insert(.remoteAction)
        return setup
    }

    @Test("after a crash between any two steps is applied once more or never, and never stuck")
    func crashes() async throws {
        let shelf = PlanShelf(workspace: workspace.folder)
        var taken = 0
        for number in 0..<16 {
            let plan = try await planned([workspace.set("9163527480", at: workspace.room)])
            let first = try await live()
            let calls = Mutex(0)
            let faults = FileFaults { _ in
                let call = calls.withLock { calls in
                    defer { calls += 1 }
                    return calls
                }
                return call >= number ? EIO : nil
            }
            try? FileFaults.$armed.withValue(faults) { try first.keep(plan, on: shelf) }
            _ = await first.finish(nil)

            let second = try await live()
            do {
                try second.keep(plan, on: shelf)
                #expect(shelf.runThatApplied(plan.header.plan) == second.id, "step \(number)")
                #expect(try shelf.plan(appliedBy: first.id) == nil, "step \(number)")
                taken += 1
            } catch {
                #expect(error as? PlanError == .applied(run: first.id), "step \(number)")
                let kept = try shelf.plan(appliedBy: first.id)
                #expect(kept?.header.plan == plan.header.plan, "step \(number)")
            }
            _ = await second.finish(nil)
        }
        #expect((5..<16).contains(taken))
    }

    @Test("is not applied again when its copy is gone but its run has sent something")
    func copyGone() async throws {
        let shelf = PlanShelf(workspace: workspace.folder)
        let plan = try await planned([workspace.set("9163527480", at: workspace.room)])
        let run = try await live()
        try run.keep(plan, on: shelf)
        try await run.apply(plan)
        _ = await run.finish(nil)
        let copy = workspace.folder + "/plans/\(plan.header.plan).plan"
        try FileManager.default.removeItem(atPath: copy)
        let other = try await live()
        #expect(throws: PlanError.applied(run: run.id)) { try other.keep(plan, on: shelf) }
        _ = await other.finish(nil)
    }

    @Test("older than a restored workspace is refused unless its id is given, and opens nothing")
    func restored() async throws {
        let plan = try await planned([
            workspace.set("9163527480", at: workspace.room), workspace.open(workspace.entrance),
        ])
        let id = plan.header.plan
        let later = plan.header.created + 1
        #expect(try RestoredGate(restored: nil, again: nil).check(plan).isEmpty)
        #expect(try RestoredGate(restored: later - 1, again: nil).check(plan).isEmpty)
        for again in [nil, "another"] {
            #expect(throws: PlanError.restored(plan: id, at: later)) {
                try RestoredGate(restored: later, again: again).check(plan)
            }
        }
        let left = try RestoredGate(restored: later, again: id).check(plan)
        #expect(left.keys.sorted() == [1])
        let opening = try await planned([workspace.open(workspace.entrance)])
        #expect(throws: PlanError.openingsAgain) {
            try RestoredGate(restored: later + 60, again: opening.header.plan).check(opening)
        }

        let service = ScriptedService.agreeing()
        let run = try await Run.start(setup(.live), in: workspace.resources(service))
        try await run.apply(plan, neverAgain: left)
        let report = await run.finish(nil)
        #expect(service.requests.map(\.operation) == [.generatePassword])
        #expect(report.counts[.skipped] == 1)
    }
}
