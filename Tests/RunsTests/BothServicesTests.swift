import ALMS
import Register
import RequestLog
import Runs
import Testing

@Suite("In memory and over HTTP", .serialized)
struct BothServicesTests {
    private static let old = "8264917350"
    private static let new = "9163527480"

    private func rotate(
        _ workspace: TestWorkspace,
        _ service: any Service,
        _ strategy: RotationStrategy = .replace
    ) async throws -> RunReport {
        var setup = workspace.setup(.live)
        setup.rotation = strategy
        let run = try await Run.start(setup, in: workspace.resources(service))
        if strategy == .removeThenSet {
            let removal = try workspace.remove("13800000001", at: workspace.room)
            _ = await run.perform(removal, scope: CallScope(isExchange: true))
        }
        _ = await run.perform(try workspace.set(Self.new, at: workspace.room))
        await run.putBack()
        return await run.finish(nil)
    }

    @Test(
        "a rotation by either strategy ends with the new password",
        arguments: Surface.allCases,
        RotationStrategy.allCases
    )
    func done(surface: Surface, strategy: RotationStrategy) async throws {
        let workspace = try TestWorkspace()
        try await surface.serve(workspace) { service async throws in
            #expect(try await rotate(workspace, service, strategy).exitCode == .done)
        }
        let held = try workspace.password(workspace.room)
        #expect(held.current == Self.new && held.confidence == .confirmed)
    }

    @Test(
        "what goes wrong has the same class, and leaves the register with the same belief",
        arguments: Surface.allCases,
        [
            (Trouble.refused, ExitCode.someFailed, Confidence.confirmed),
            (.offline, .someFailed, .confirmed), (.busy, .someFailed, .confirmed),
            (.lost, .someUnknown, .unknown), (.unreadable, .someUnknown, .unknown),
        ]
    )
    func trouble(
        surface: Surface,
        expected: (trouble: Trouble, code: ExitCode, confidence: Confidence)
    ) async throws {
        let workspace = try TestWorkspace()
        try await surface.serve(workspace, expected.trouble) { service async throws in
            #expect(try await rotate(workspace, service).exitCode == expected.code)
        }
        let held = try workspace.password(workspace.room)
        #expect(held.current == Self.old && held.confidence == expected.confidence)
        #expect(held.pending == (expected.confidence == .unknown ? [Self.new] : []))
    }

    @Test(
        "an unknown one is settled by resuming, with the same password",
        arguments: Surface.allCases
    )
    func resumed(surface: Surface) async throws {
        let workspace = try TestWorkspace()
        var id = ""
        try await surface.serve(workspace, .lost) { service async throws in
            id = try await rotate(workspace, service).id
        }
        try await surface.serve(workspace) { service async throws in
            let resources = try workspace.resources(service)
            let history = try RunHistory(of: id, in: resources)
            #expect(!history.isFinished)
            let run = try await Run.start(workspace.setup(.live), in: resources, resuming: id)
            _ = await run.settle(history)
            #expect(await run.finish(nil).counts == [.ok: 1])
            #expect(try RunHistory(of: id, in: resources).isFinished)
        }
        #expect(try workspace.password(workspace.room).current == Self.new)
    }

    @Test("what was done is undone, person by person", arguments: Surface.allCases)
    func undone(surface: Surface) async throws {
        let workspace = try TestWorkspace()
        try await surface.serve(workspace) { service async throws in
            let resources = try workspace.resources(service)
            let first = try await Run.start(workspace.setup(.live), in: resources)
            _ = await first.perform(try workspace.set(Self.new, at: workspace.room))
            _ = await first.perform(try workspace.remove("13800000002", at: workspace.room))
            _ = await first.perform(
                try workspace.set("5937162040", at: workspace.room, for: "13800000007")
            )
            _ = await first.finish(nil)
            let dry = try await Run.start(workspace.setup(.dryRun), in: resources)
            #expect(try dry.planUndo(of: first.id).isEmpty)
            _ = await dry.finish(nil)
            let second = try await Run.start(workspace.setup(.live), in: resources)
            try await second.apply(try Plan(parsing: dry.plan()))
            #expect(await second.finish(nil).exitCode == .done)
        }
        #expect(try workspace.password(workspace.room).current == Self.old)
        #expect(try workspace.password(workspace.room, "13800000002").current == "5937162048")
        let newcomer = GrantID(
            door: workspace.room,
            kind: .password,
            authoredMobile: "13800000007"
        )
        #expect(try workspace.register.view().grant(newcomer)?.status == .removed)
    }

    @Test(
        "a removal of an offline door is an open risk until it is done, unless a new one follows",
        arguments: Surface.allCases
    )
    func offlineRisk(surface: Surface) async throws {
        let workspace = try TestWorkspace()
        let removal = try workspace.remove("13800000002", at: workspace.room)
        try await surface.serve(workspace, .offline, with: .removePassword) {
            service async throws in
            let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
            _ = await run.perform(removal, scope: CallScope(isExchange: true))
            _ = await run.finish(nil)
            #expect(try workspace.register.view().openRisks().isEmpty)
            let second = try await Run.start(
                workspace.setup(.live),
                in: workspace.resources(service)
            )
            #expect(await second.perform(removal).class == .refused)
            _ = await second.finish(nil)
        }
        let risks = try workspace.register.view().openRisks()
        #expect(risks.map(\.authoredMobile) == ["13800000002"])
        #expect(risks.map(\.confidence) == [.confirmed])
        try await surface.serve(workspace) { service async throws in
            let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
            #expect(await run.perform(removal).class == .ok)
            _ = await run.finish(nil)
        }
        #expect(try workspace.register.view().openRisks().isEmpty)
    }

    @Test(
        "a removal that is not confirmed is an open risk until it is settled",
        arguments: Surface.allCases
    )
    func openRisk(surface: Surface) async throws {
        let workspace = try TestWorkspace()
        var id = ""
        try await surface.serve(workspace, .lost, with: .removePassword) { service async throws in
            let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
            let removal = try workspace.remove("13800000002", at: workspace.room)
            #expect(await run.perform(removal).class == .unknown)
            id = await run.finish(nil).id
        }
        #expect(try workspace.register.view().openRisks().map(\.authoredMobile) == ["13800000002"])
        try await surface.serve(workspace) { service async throws in
            let resources = try workspace.resources(service)
            let run = try await Run.start(workspace.setup(.live), in: resources, resuming: id)
            _ = await run.settle(try RunHistory(of: id, in: resources))
            _ = await run.finish(nil)
        }
        #expect(try workspace.register.view().openRisks().isEmpty)
    }
}
