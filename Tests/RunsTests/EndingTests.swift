import ALMS
import Register
import Runs
import Testing

@Suite("The end of a run")
struct EndingTests {
    @Test("waits for calls that a script left behind, and counts them")
    func leftBehind() async throws {
        let workspace = try TestWorkspace()
        let service = HeldService()
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        let request = try workspace.set("9163527480", at: workspace.room)
        let call = Task { await run.perform(request) }
        while service.held == 0 { await Task.yield() }
        let words = Words()
        let ending = Task {
            let report = await run.finish(ScriptFailure(.interrupted, "interrupted"))
            words.add("over")
            return report
        }
        // Long enough for an end that does not wait.
        try await Task.sleep(for: .milliseconds(50))
        #expect(words.all.isEmpty)
        service.open()
        let report = await ending.value
        #expect(await call.value.class == .ok)
        #expect(report.counts[.ok] == 1)
        #expect(try workspace.password(workspace.room).current == "9163527480")
    }
}
