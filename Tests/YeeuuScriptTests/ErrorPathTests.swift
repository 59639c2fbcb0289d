import Runs
import Testing

@Suite("An error on its way up")
struct ErrorPathTests {
    @Test("shows the script's frames across coroutines and items of an each")
    func frames() async throws {
        let script = """
            local function deepest() error("oh") end
            local inner = coroutine.wrap(function() deepest() end)
            local function outer() inner() end
            yeeuu.each({1}, function()
              local go = coroutine.wrap(function() outer() end)
              go()
            end)
            """
        let outcome = try await ScriptBench().run(.dryRun, script)
        #expect(outcome.failure?.kind == .bug)
        // As in stock Lua, wrap puts the place of its call in front of a text.
        #expect(outcome.failure?.message == "test.lua:6: test.lua:3: test.lua:1: oh")
        let frames = outcome.failure?.traceback ?? []
        let lines = frames.compactMap {
            $0.split(separator: ":").dropFirst().first.map(String.init)
        }
        #expect(Array(lines.prefix(5)) == ["1", "2", "3", "5", "6"], "\(frames)")
        #expect(frames.allSatisfy { $0.hasPrefix("test.lua:") }, "\(frames)")
        #expect(frames.first?.contains("deepest") == true)
    }

    @Test("keeps its fields through pcall, error, coroutines and xpcall's handler")
    func fields() async throws {
        let service = PlayedService { _, _ in [PlayedService.no("门锁离线")] }
        let script = """
            local grant = yeeuu.grants{building = "B001", kind = "password"}[1]
            local function send() grant:rotate_password{} end
            local _, first = pcall(send)
            local _, second = pcall(error, first)
            local co = coroutine.create(function() error(second, 0) end)
            local _, third = coroutine.resume(co)
            local _, fourth = xpcall(function() error(third) end, function(e) return e end)
            print(rawequal(first, fourth), fourth.class, fourth.operation, fourth.door, fourth.desc)
            print(fourth.attempts, fourth.status, getmetatable(fourth))
            error(fourth)
            """
        let outcome = try await ScriptBench().run(.live, script, service)
        #expect(outcome.lines.first == "true\trefused\tgenerate_password\tB001/1001\t门锁离线")
        #expect(outcome.lines.last == "1\t200\tfalse")
        #expect(outcome.failure?.kind == .operation(.refused))
        #expect(outcome.failure?.exitCode == .someFailed)
        let message = outcome.failure?.message ?? ""
        #expect(message.hasPrefix("test.lua:2: generate_password: B001/1001"), "\(message)")
        #expect(message.contains("门锁离线"))
    }

    @Test("tells its causes, one after the other")
    func causes() async throws {
        let script = """
            local ok, low = pcall(yeeuu.doors, {})
            local middle = {message = "no list", cause = low}
            error({message = "cannot begin", cause = middle})
            """
        let outcome = try await ScriptBench().run(.dryRun, script)
        let message = outcome.failure?.message ?? ""
        #expect(message.contains("cannot begin"), "\(message)")
        #expect(message.contains("; caused by: no list; caused by: "), "\(message)")
        #expect(message.contains("an empty selection"), "\(message)")
    }

    @Test(
        "is one line, whatever was raised",
        arguments: [
            ("error()", "nil"), ("error(nil)", "nil"), ("error({})", "table"), ("error(5)", "5"),
            ("error(\"a\\nb\")", "a\\nb"), ("error(\"\\27[31m\")", "\\x1b[31m"),
            ("error(setmetatable({}, {__tostring = function() return \"mine\" end}))", "mine"),
            (
                "error(setmetatable({}, {__tostring = function() error(\"x\") end}))",
                "no description"
            ),
            (
                "local x <close> = setmetatable({}, {__close = function() error(\"shut\") end})",
                "shut"
            ),
            ("(\"x\").y.z = 1", "attempt to index"), ("local t = nil; t.x = 1", "local 't'"),
            ("string.rep()", "bad argument #1 to 'rep'"), ("(1)()", "attempt to call"),
        ]
    )
    func shapes(_ script: String, _ words: String) async throws {
        let outcome = try await ScriptBench().run(.dryRun, script)
        let message = outcome.failure?.message ?? "no failure"
        #expect(message.contains(words) && !message.contains("\n"), "\(message)")
    }
}
