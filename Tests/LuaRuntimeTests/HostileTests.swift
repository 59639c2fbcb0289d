import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("Hostile scripts", .serialized)
struct HostileTests {
    @Test("are ended by their limit, and the machine lives on", arguments: Hostile.all)
    func limits(script: Hostile) async throws {
        let wall = script.kind == .wall ? 0.3 : 20
        let limits = LuaLimits(
            memoryBytes: 48 << 20,
            cpuSeconds: script.kind == .memory ? 15 : 0.15,
            wallSeconds: wall
        )
        try await withMachine(limits: limits, setup: addWaiting) { machine in
            do {
                _ = try await machine.run([UInt8](script.source.utf8), name: "@s.lua")
                #expect(script.kind == nil, "it ended by itself")
            } catch let error as LuaError {
                if let kind = script.kind { #expect(error.kind == kind, "\(error)") }
            }
            let after = try await machine.run([UInt8]("return 1".utf8), name: "@t.lua")
            #expect(after == [1])
        }
    }

    /// `scripts/lua-kills` does this thousands of times.
    @Test("are ended by kills at random moments")
    func kills() async throws {
        let report = try await KillCampaign(seed: 7).run(kills: 150)
        #expect(report.kills == 150)
        #expect(report.problems == [])
    }
}
