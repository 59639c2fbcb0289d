import Foundation
import Runs
import Synchronization
import Testing

@Suite("The workspace's lock")
struct RunLockTests {
    private func take(_ workspace: TestWorkspace, wait: Int = 0) async throws(RunError) -> RunLock {
        try await RunLock.take(
            workspace: workspace.folder,
            for: "resume r1",
            operatorName: "wang",
            wait: RunWait(wait)
        )
    }

    @Test("keeps others out though run.lock was deleted or replaced", arguments: [true, false])
    func deleted(isReplaced: Bool) async throws {
        let workspace = try TestWorkspace()
        let lock = try await take(workspace)
        let path = workspace.folder + "/run.lock"
        try FileManager.default.removeItem(atPath: path)
        if isReplaced { try Data("{}".utf8).write(to: URL(fileURLWithPath: path)) }
        await #expect(throws: RunError.self) { try await take(workspace) }
        await #expect(throws: RunError.self) {
            try await Run.start(
                workspace.setup(.live),
                in: workspace.resources(ScriptedService.agreeing())
            )
        }
        withExtendedLifetime(lock) {}
    }

    @Test("names who holds it, and is free when they let it go")
    func named() async throws {
        let workspace = try TestWorkspace()
        var lock: RunLock? = try await take(workspace)
        do {
            _ = try await take(workspace)
            Issue.record("taken twice")
        } catch {
            #expect("\(error)".hasPrefix("run resume r1 of wang (process "), "\(error)")
            #expect(error.exitCode == .bound)
        }
        withExtendedLifetime(lock) {}
        lock = nil
        _ = try await take(workspace)
    }

    @Test("that is held already is the run's own, which writes its id into it")
    func handedOn() async throws {
        let workspace = try TestWorkspace()
        let lock = try await take(workspace)
        let resources = try RunResources.open(
            .init(workspace: workspace.folder),
            register: workspace.register,
            vault: workspace.vault,
            service: ScriptedService.agreeing(),
            holding: lock
        )
        let run = try await Run.start(workspace.setup(.live), in: resources)
        let text = try String(contentsOfFile: workspace.folder + "/run.lock", encoding: .utf8)
        #expect(text.contains(run.id))
        _ = await run.finish(nil)
        await #expect(throws: RunError.self) { try await take(workspace) }
    }

    @Test("is waited for until the waiting is given up, however many seconds were said")
    func waits() async throws {
        let workspace = try TestWorkspace()
        let lock = try await take(workspace)
        let turns = Mutex(0)
        let wait = RunWait(.max) {
            turns.withLock {
                $0 += 1
                return $0 > 7
            }
        }
        do {
            _ = try await RunLock.take(
                workspace: workspace.folder,
                for: "retry",
                operatorName: "li",
                wait: wait
            )
            Issue.record("taken twice")
        } catch {
            #expect(error.exitCode == .interrupted)
        }
        #expect(turns.withLock { $0 } == 8)
        withExtendedLifetime(lock) {}
    }
}
