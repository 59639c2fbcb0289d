import Foundation
import LuaRuntime
import Synchronization

/// Ends scripts that do not want to end, at random moments, and looks when they did.
struct KillCampaign {
    /// What happened.
    struct Report {
        var kills = 0
        var latest = Duration.zero
        var latestScript = ""
        var latestMoment = Duration.zero
        /// Scripts that ended otherwise than by the kill, and machines that did not live on.
        var problems: [String] = []
    }

    /// The hostile scripts that only somebody from outside ends, and some that close what is open.
    static let scripts = Hostile.all.filter { $0.kind == .cpu || $0.kind == .wall } + closing

    /// How many kills a machine lives through.
    private static let killsPerMachine = 25

    let seed: UInt64

    func run(kills: Int, progress: (Report) -> Void = { _ in }) async throws -> Report {
        var random = Random(seed: seed)
        var report = Report()
        while report.kills < kills {
            let limits = LuaLimits(memoryBytes: 64 << 20, cpuSeconds: 0)
            try await withMachine(limits: limits, setup: addWaiting) { machine in
                for _ in 0..<min(Self.killsPerMachine, kills - report.kills) {
                    try await kill(machine, &random, &report)
                }
                let after = try await machine.run([UInt8]("return 1".utf8), name: "@t.lua")
                if after != [1] { report.problems.append("the machine answers \(after)") }
            }
            progress(report)
        }
        return report
    }

    private func kill(
        _ machine: LuaMachine,
        _ random: inout Random,
        _ report: inout Report
    ) async throws {
        let script = random.pick(Self.scripts)
        // Mostly while it begins, sometimes long after.
        let moment = Duration.microseconds(random.below(random.once(in: 8) ? 40_000 : 2_000))
        let clock = ContinuousClock()
        let ended = Mutex<ContinuousClock.Instant?>(nil)
        let task = Task {
            defer { ended.withLock { $0 = clock.now } }
            return try await machine.run([UInt8](script.source.utf8), name: "@s.lua")
        }
        try await Task.sleep(for: moment)
        let killed = clock.now
        task.cancel()
        switch await task.result {
        case .success: report.problems.append("\(script.name) ended by itself")
        case .failure(let error):
            let kind = (error as? LuaError)?.kind
            if kind != .interrupted && kind != .memory {
                report.problems.append("\(script.name), after \(moment): \(error)")
            }
        }
        report.kills += 1
        let late = ended.withLock { $0 }.map { $0 - killed } ?? .zero
        if late > report.latest {
            (report.latest, report.latestScript, report.latestMoment) = (late, script.name, moment)
        }
    }

    private static let closing = [
        Hostile(
            "closers within coroutines within closers",
            """
            local function open(depth)
                return setmetatable({}, {__close = function()
                    if depth > 0 then
                        coroutine.wrap(function() local x <close> = open(depth - 1) end)()
                    end
                    while true do pcall(error, 'x') end
                end})
            end
            local a <close>, b = open(3)
            local b <close> = open(2)
            while true do end
            """
        ),
        Hostile(
            "coroutines that wait inside each other, all with closers that wait",
            """
            local function deep(n)
                local x <close> = setmetatable({}, {__close = function()
                    while true do pcall(later, 1) end
                end})
                if n == 0 then while true do later(1) end end
                return coroutine.wrap(deep)(n - 1)
            end
            deep(20)
            """,
            .wall
        ),
        Hostile(
            "150 short closers",
            """
            local function open(n)
                local x <close> = setmetatable({}, {__close = function() local t = {n} end})
                if n == 0 then while true do end end
                open(n - 1)
            end
            open(150)
            """
        ),
        Hostile(
            "loading for ever, with closers in the loaded",
            """
            while true do
                load("local x <close> = setmetatable({}, {__close = function() end}) return 1")()
            end
            """
        ),
    ]
}
