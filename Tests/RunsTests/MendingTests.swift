import ALMS
import Register
import RequestLog
import Runs
import Testing
import Vault

@Suite("A crash between log and register")
struct MendingTests {
    @Test("is mended for whoever reads the register next, but not while a run is at work")
    func mendedByReaders() async throws {
        let workspace = try TestWorkspace()
        let log = try LogWriter.open(
            at: workspace.folder + "/log",
            options: RunResources.logOptions(workspace.vault)
        )
        let mending = Mending(
            .init(workspace: workspace.folder),
            workspace.register,
            workspace.vault.sealing
        )
        _ = try await log.append(
            .asking(try workspace.set("9163527480", at: workspace.room), run: "r1")
        )
        #expect(await mending.refresh(workspace.vault) == .current)
        let held = try workspace.password(workspace.room)
        #expect(held.pending == ["9163527480"] && held.confidence == .unknown)

        let run = try await Run.start(
            workspace.setup(.live),
            in: workspace.resources(ScriptedService.agreeing())
        )
        _ = try await log.append(
            .asking(try workspace.set("7391640258", at: workspace.entrance), run: "r1")
        )
        // In flight, as far as anybody can tell: it is not told of as missing either.
        #expect(await mending.refresh(workspace.vault) == .current)
        #expect(try workspace.password(workspace.entrance).pending.isEmpty)
        _ = await run.finish(nil)
        try await log.close()
    }

    @Test("is mended from the log: ok becomes confirmed, no outcome becomes unknown")
    func mending() async throws {
        let workspace = try TestWorkspace()
        // A run whose process dies: intents and one outcome in the log, nothing in the register.
        let log = try LogWriter.open(
            at: workspace.folder + "/log",
            options: RunResources.logOptions(workspace.vault)
        )
        let settled = try await log.append(
            .asking(try workspace.set("9163527480", at: workspace.entrance), run: "r1")
        )
        log.enqueue(
            .outcome(
                run: "r1",
                operation: "generate_password",
                door: nil,
                intent: settled,
                class: .ok,
                status: 200
            )
        )
        _ = try await log.append(
            .asking(try workspace.set("7391640258", at: workspace.room), run: "r1")
        )
        try await log.close()

        let run = try await Run.start(
            workspace.setup(.live),
            in: workspace.resources(ScriptedService.agreeing())
        )
        _ = await run.finish(nil)
        let entrance = try workspace.password(workspace.entrance)
        #expect(entrance.current == "9163527480" && entrance.confidence == .confirmed)
        let room = try workspace.password(workspace.room)
        #expect(room.current == "8264917350" && room.confidence == .unknown)
        #expect(room.pending == ["7391640258"])
    }
}
