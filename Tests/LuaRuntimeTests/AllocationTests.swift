import Testing

@testable import LuaTrials

@Suite("A failing allocation", .serialized)
struct AllocationTests {
    /// `scripts/lua-memory` does this under valgrind.
    @Test("at every place of a representative script ends the run, never the process")
    func everyPlace() async throws {
        let report = try await AllocationTrial.run(upTo: 5000)
        #expect(report.places > 300 && report.survived == 3)
        #expect(report.problems == [])
    }
}

@Suite("A random script")
struct ScriptFuzzTests {
    /// `scripts/lua-fuzz` does this for as long as one likes.
    @Test("ends, and leaves nothing behind")
    func ends() async throws {
        let report = try await ScriptFuzz(seed: 11).run { $0.scripts >= 400 }
        #expect(report.problems == [])
        #expect((report.ends["ok"] ?? 0) > 20 && (report.ends["runtime"] ?? 0) > 20)
    }
}
