import Glibc
import LuaRuntime
import Synchronization

/// What the Lua host costs beside calls: waiting, a fresh state, limits.
enum LuaCosts {
    /// Prints a name, a number and its unit a line; with a name, that one alone.
    static func measure(_ name: String?) async throws {
        let all: [(name: String, unit: String, measure: () async throws -> Double)] = [
            ("suspend", "ns", suspend), ("opened", "us", opened), ("fresh", "us", fresh),
            ("limits", "x", limits), ("waiting", "MB", waiting),
        ]
        for one in all where name == nil || name == one.name {
            print("\(one.name) \(try await one.measure()) \(one.unit)")
        }
    }

    private static let environment = LuaEnvironment(print: { _ in })

    private static func best(
        of count: Int,
        _ measure: () async throws -> Double
    ) async throws -> Double {
        var best = Double.infinity
        for _ in 0..<count { best = min(best, try await measure()) }
        return best
    }

    /// A call that waits for an answer which is there at once.
    private static func suspend() async throws -> Double {
        let loops = 200_000
        let machine = try await LuaMachine.start(environment: environment) { host in
            try host.global(
                LuaFunction("f") { call in
                    call.wait(start: { $0.resume(1) }, then: { (_: Int, _) in .values })
                }
            )
        }
        let source = """
            local f, t = f, os.clock()
            for i = 1, \(loops) do f() end
            return (os.clock() - t) / \(loops) * 1e9
            """
        let nanoseconds = try await best(of: 5) { try await number(source, machine) }
        await machine.close()
        return nanoseconds
    }

    private static func number(_ source: String, _ machine: LuaMachine) async throws -> Double {
        let results = try await machine.run(Array(source.utf8), name: "@bench.lua")
        guard case .number(let number)? = results.first else { return .nan }
        return number
    }

    /// CPU time that a machine's thread has taken from its birth to the open sandbox.
    private static func opened() async throws -> Double {
        let took = Mutex(0.0)
        return try await best(of: 200) {
            let machine = try await LuaMachine.start(environment: environment) { _ in
                var time = timespec()
                unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
                took.withLock { $0 = Double(time.tv_nsec) / 1e3 }
            }
            await machine.close()
            return took.withLock { $0 }
        }
    }

    /// CPU time of a machine from nothing to ready, its thread included, and its end.
    private static func fresh() async throws -> Double {
        let count = 20
        return try await best(of: 50) {
            let from = clock()
            for _ in 0..<count {
                await (try LuaMachine.start(environment: environment) { _ in }).close()
            }
            return Double(clock() - from) / Double(CLOCKS_PER_SEC) / Double(count) * 1e6
        }
    }

    /// A pure Lua loop under every limit, against the same in a stock state.
    private static func limits() async throws -> Double {
        let chunk = """
            local t = os.clock()
            local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
            local s = 0
            for i = 1, 1000000 do s = s + i % 7 end
            s = s + fib(24)
            return os.clock() - t
            """
        let limits = LuaLimits(cpuSeconds: 60, wallSeconds: 60)
        let machine = try await LuaMachine.start(limits: limits, environment: environment) { _ in }
        var ours = Double.infinity
        var stock = Double.infinity
        for _ in 0..<30 {
            ours = min(ours, try await number(chunk, machine))
            stock = min(stock, Calls.stockSeconds(chunk))
        }
        await machine.close()
        return ours / stock
    }

    /// What 10,000 calls that wait at the same time hold of the Lua heap.
    private static func waiting() async throws -> Double {
        let count = 10_000
        let completions = Mutex<[LuaCompletion<Int>]>([])
        let machine = try await LuaMachine.start(environment: environment) { host in
            try host.global(
                LuaFunction("f") { call in
                    call.wait(
                        start: { completion in completions.withLock { $0.append(completion) } },
                        then: { (_: Int, _) in .values }
                    )
                }
            )
            try host.prelude(
                "all",
                """
                local host = ...
                function host.globals.all(n, f)
                    local group <close> = host.group()
                    for i = 1, n do group:run(i, f) end
                    while group:running() > 0 do group:next() end
                end
                """
            )
        }
        let before = await machine.memoryUsed
        let run = Task {
            try await machine.run(Array("all(\(count), f)".utf8), name: "@bench.lua")
        }
        while completions.withLock({ $0.count }) < count {
            try await Task.sleep(for: .milliseconds(5))
        }
        let used = await machine.memoryUsed - before
        for completion in completions.withLock({ $0 }) { completion.resume(0) }
        _ = try await run.value
        await machine.close()
        return Double(used) / 1e6
    }
}
