import Foundation
@_spi(Trials) import LuaRuntime

/// Runs random scripts: whatever they do, they end, and leave nothing behind.
struct ScriptFuzz {
    /// What happened.
    struct Report {
        var scripts = 0
        /// Ended well, and by each kind of error.
        var ends: [String: Int] = [:]
        var problems: [String] = []
    }

    private static let scriptsPerMachine = 40
    /// What a machine may keep: task coroutines and buffers that it uses again, and the room of the set
    /// of metatables, which is that of the most that ever lived at once.
    private static let mostKept = 1 << 20

    let seed: UInt64

    func run(until isOver: (Report) -> Bool) async throws -> Report {
        var random = Random(seed: seed)
        var report = Report()
        while !isOver(report) {
            let limits = LuaLimits(memoryBytes: 8 << 20, cpuSeconds: 0.1, wallSeconds: 1)
            try await withMachine(limits: limits, setup: Self.setup) { machine in
                let before = try await machine.perform { $0.collect() }
                for _ in 0..<Self.scriptsPerMachine {
                    try await run(ScriptMaker.script(&random), machine, &random, &report)
                }
                let kept = try await machine.perform { $0.collect() } - before
                if kept > Self.mostKept { report.problems.append("\(kept) bytes are kept") }
            }
        }
        return report
    }

    private func run(
        _ script: String,
        _ machine: LuaMachine,
        _ random: inout Random,
        _ report: inout Report
    ) async throws {
        let task = Task { try await machine.run([UInt8](script.utf8), name: "@s.lua") }
        if random.once(in: 4) {
            try await Task.sleep(for: .microseconds(random.below(3000)))
            task.cancel()
        }
        let watch = Task {
            try await Task.sleep(for: .seconds(120))
            FileHandle.standardError.write(Data("no end in 120 s:\n\(script)\n".utf8))
            abort()
        }
        let end: String
        switch await task.result {
        case .success: end = "ok"
        case .failure(let error): end = (error as? LuaError).map { "\($0.kind)" } ?? "\(error)"
        }
        watch.cancel()
        report.scripts += 1
        report.ends[end, default: 0] += 1
        let waits = try await machine.perform { $0.waitCount }
        if waits > 0 { report.problems.append("\(waits) waits are left by:\n\(script)") }
    }

    @Sendable
    private static func setup(_ host: LuaHost) throws {
        try addWaiting(host)
        try Tasks.add(host)
        host.resolve = { name in
            .source(
                [UInt8]("if ... == 'm3' then later(1) end return {name = ...}".utf8),
                chunkName: "@\(name).lua"
            )
        }
    }
}
