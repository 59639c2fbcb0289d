import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("Tasks of a prelude")
struct TaskTests {
    /// A small `each`, as a host would write it.
    @Sendable
    static func setup(_ host: LuaHost) throws {
        try addWaiting(host)
        try host.prelude(
            "each",
            """
            local host = ...
            function host.globals.each(list, limit, f)
                local group <close> = host.group()
                local results, running = {}, 0
                local function keep(tag, ok, value, trace)
                    if not ok and not host.is_error(value) then host.rethrow(value, trace) end
                    results[tag] = value
                end
                for i = 1, #list do
                    local ok, value, trace = group:run(i, f, list[i], i)
                    if ok ~= nil then keep(i, ok, value, trace) end
                    while group:running() >= limit do keep(group:next()) end
                end
                while group:running() > 0 do keep(group:next()) end
                return results
            end
            """
        )
    }

    @Test("run one after another when they do not wait")
    func immediate() async throws {
        let script = "local r = each({3, 4}, 2, function(x, i) return x * i end) return r[1], r[2]"
        #expect(try await lua(script, setup: Self.setup) == [3, 8])
    }

    @Test("wait side by side, at most as many as the prelude allows")
    func overlap() async throws {
        let script = """
            local now, most, list = 0, 0, {}
            for i = 1, 50 do list[i] = i end
            local r = each(list, 7, function(x)
                now = now + 1
                most = math.max(most, now)
                later(x) nap(1)
                now = now - 1
                return x
            end)
            for i = 1, 50 do assert(r[i] == i) end
            return most, now
            """
        #expect(try await lua(script, setup: Self.setup) == [7, 0])
    }

    @Test("may be nested, and wait inside coroutines and where Lua cannot yield")
    func nested() async throws {
        let script = """
            local sum = 0
            each({1, 2, 3}, 3, function(x)
                each({10, 20}, 2, function(y)
                    coroutine.wrap(function() local v = later(x * y) sum = sum + v end)()
                end)
                table.sort({1, 2}, function(a, b)
                    each({1, 2}, 2, function(z) local v = later(z) sum = sum + v end)
                    return a < b
                end)
            end)
            return sum
            """
        let results = try await lua(script, setup: Self.setup)
        #expect(
            results.first.map { if case .integer(let n) = $0 { n >= 189 } else { false } }
                == true
        )
    }

    @Test("that fail hand their error to the waiter, with the frames it came from")
    func failing() async throws {
        let script = """
            local function broken(x)
                later(x)
                local t = nil
                return t.x
            end
            each({1}, 1, function(x) broken(x) end)
            """
        let error = try await failure(of: script, setup: Self.setup)
        #expect(error.message == "s.lua:4: attempt to index a nil value (local 't')")
        #expect(error.kind == .runtime)
        #expect(
            error.traceback == [
                "s.lua:4: in function 'broken'", "s.lua:6: in function <s.lua:6>",
                "s.lua:6: in main chunk",
            ]
        )
    }

    @Test("are closed with their group, to-be-closed variables included")
    func closing() async throws {
        let script = """
            local closed = 0
            local ok, e = pcall(each, {1, 2, 3}, 3, function(x)
                local v <close> = setmetatable({}, {__close = function() closed = closed + 1 end})
                if x == 3 then error('stop') end
                nap(60000)
            end)
            return ok, e, closed
            """
        #expect(try await lua(script, setup: Self.setup) == [false, "s.lua:4: stop", 3])
    }

    @Test("end with the run")
    func interrupted() async throws {
        let limits = LuaLimits(wallSeconds: 0.1)
        let script = "each({1, 2, 3}, 3, function() pcall(nap, 60000) end)"
        let error = try await failure(of: script, limits: limits, setup: Self.setup)
        #expect(error.kind == .wall)
    }

    @Test("are reused: 20,000 of them do not let memory grow")
    func reuse() async throws {
        let script = """
            local list, most = {}, 0
            for i = 1, 20000 do list[i] = i end
            each(list, 4, function(x)
                if x % 100 == 0 then later(x) end
                if x == 2000 then most = collectgarbage('count') end
                return nil
            end)
            return collectgarbage('count') < most * 3 + 500
            """
        #expect(try await lua(script, setup: Self.setup) == [true])
    }

    @Test("warn when they create globals")
    func warning() async throws {
        let output = Output()
        try await lua(
            "x = 1 each({1}, 1, function() y = 2 end)",
            output: output,
            setup: Self.setup
        )
        #expect(output.warnings.count == 1)
        #expect(output.warnings[0].hasPrefix("s.lua:1: global 'y' is first set inside a task"))
    }
}
