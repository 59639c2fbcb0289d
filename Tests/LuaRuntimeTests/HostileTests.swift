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

    @Test("are ended by interrupts at any moment")
    func interrupts() async throws {
        var seed: UInt64 = 7
        let scripts = Hostile.all.filter { $0.kind == .cpu || $0.kind == .wall }
        for round in 0..<120 {
            let script = scripts[round % scripts.count]
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let pause = Int(seed >> 33) % 4000
            try await withMachine(limits: .init(cpuSeconds: 0), setup: addWaiting) { machine in
                let source = [UInt8](script.source.utf8)
                let task = Task { try await machine.run(source, name: "@s.lua") }
                try await Task.sleep(for: .microseconds(pause))
                task.cancel()
                switch await task.result {
                case .success: Issue.record("\(script.name) ended by itself")
                case .failure(let error):
                    #expect((error as? LuaError)?.kind == .interrupted, "\(script.name): \(error)")
                }
            }
        }
    }
}
