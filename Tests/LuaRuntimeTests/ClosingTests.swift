import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("What a script left open when its run is ended")
struct ClosingTests {
    /// `open(name)` gives a value that prints its name when it is closed.
    private static let open = """
        local function open(name)
            return setmetatable({}, {__close = function() print(name) end})
        end

        """

    /// `killed`: from outside, as soon as the script has said `ready()`.
    private func ended(
        _ script: String,
        limits: LuaLimits = .init(cpuSeconds: 0.1),
        killed: Bool = false
    ) async throws -> (kind: LuaError.Kind?, printed: String) {
        let output = Output()
        let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
        let setup: @Sendable (LuaHost) throws -> Void = { host in
            try addWaiting(host)
            try Tasks.add(host)
            try host.global(
                LuaFunction("ready") { _ in
                    isReady.finish()
                    return .values
                }
            )
        }
        let kind: LuaError.Kind? = try await withMachine(
            limits: limits,
            output: output,
            setup: setup
        ) { machine in
            let source = [UInt8]((Self.open + script).utf8)
            let task = Task { try await machine.run(source, name: "@s.lua") }
            if killed {
                for await _ in ready {}
                task.cancel()
            }
            do {
                _ = try await task.value
                return nil
            } catch let error as LuaError {
                return error.kind
            }
        }
        return (kind, output.printed)
    }

    @Test(
        "is closed, the innermost first",
        arguments: [
            "local a <close>, b = open('a'), 1 local b <close> = open('b') while true do end",
            "local a <close> = open('a') pcall(function() local b <close> = open('b') while true do end end)",
            """
            local a <close> = open('a')
            coroutine.wrap(function() local b <close> = open('b') while true do end end)()
            """,
            """
            local a <close> = open('a')
            local co = coroutine.create(function() local b <close> = open('b') while true do end end)
            while true do coroutine.resume(co) end
            """,
            """
            local a <close> = open('a')
            table.sort({1, 2, 3}, function() local b <close> = open('b') while true do end end)
            """,
            "local a <close> = open('a') local b <close> = open('b') local _ = (('a'):rep(300)):find('.-.-.-.-b')",
            """
            local a <close> = open('a')
            local b <close> = setmetatable({}, {__close = function()
                local ok, e = pcall(error, 'x')
                print(ok and 'no' or xpcall(error, function() return 'b' end) or 'b')
            end})
            while true do end
            """,
            """
            local a <close> = open('a')
            xpcall(function() local b <close> = open('b') while true do end end, print)
            """,
        ]
    )
    func closed(script: String) async throws {
        let end = try await ended(script)
        #expect(end.kind == .cpu)
        #expect(end.printed == "b\na\n")
    }

    @Test("is closed where it waits, through coroutines and tasks")
    func waiting() async throws {
        let end = try await ended(
            """
            local a <close> = open('a')
            each({1, 2, 3}, 3, function(i)
                if i == 3 then ready() return nap(100000) end
                local t <close> = open('task ' .. i)
                coroutine.wrap(function()
                    local b <close> = open('within ' .. i)
                    coroutine.wrap(function()
                        local c <close> = open('deep ' .. i)
                        nap(100000)
                    end)()
                end)()
            end)
            """,
            killed: true
        )
        #expect(end.kind == .interrupted)
        #expect(
            end.printed == "deep 1\nwithin 1\ntask 1\ndeep 2\nwithin 2\ntask 2\na\n"
        )
    }

    @Test("is closed when memory ran out, with a little more of it")
    func memory() async throws {
        let end = try await ended(
            """
            local a <close> = setmetatable({}, {__close = function()
                print(#('x'):rep(100000))
            end})
            local t = {}
            while true do pcall(function() t[#t + 1] = {} end) end
            """,
            limits: .init(memoryBytes: 4 << 20)
        )
        #expect(end.kind == .memory)
        #expect(end.printed == "100000\n")
    }

    @Test("cannot wait, start tasks, or go on for long")
    func bounded() async throws {
        let end = try await ended(
            """
            local c <close> = setmetatable({}, {__close = function() print('last') end})
            local a <close> = setmetatable({}, {__close = function()
                print(select(2, pcall(later, 1)))
                print(select(2, pcall(each, {1}, 1, print)))
                while true do pcall(function() while true do end end) end
            end})
            while true do end
            """
        )
        #expect(end.kind == .cpu)
        #expect(
            end.printed == """
                s.lua:6: a waiting call cannot be made any more; the run is being ended
                s.lua:7: the run is being ended; no task can be started

                """
        )
    }

    @Test("of an item is closed when another one fails, its coroutines too")
    func siblings() async throws {
        let end = try await ended(
            """
            pcall(all, {1, 2}, 2, function(i)
                local t <close> = open('task ' .. i)
                if i == 2 then nap(20) error('x') end
                coroutine.wrap(function() local b <close> = open('within') nap(100000) end)()
            end)
            """
        )
        #expect(end.kind == nil)
        #expect(end.printed == "task 2\nwithin\ntask 1\n" || end.printed == "within\ntask 1\n")
    }
}
