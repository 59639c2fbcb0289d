import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("The sandbox")
struct SandboxTests {
    @Test("has what a script may use, and nothing else")
    func allowed() async throws {
        let results = try await lua(
            """
            local names = {}
            for k in pairs(_G) do if k:sub(1, 2) ~= '__' then names[#names + 1] = k end end
            table.sort(names)
            local os_names = {}
            for k in pairs(os) do os_names[#os_names + 1] = k end
            table.sort(os_names)
            local debug_names = {}
            for k in pairs(debug) do debug_names[#debug_names + 1] = k end
            return table.concat(names, ' '), table.concat(os_names, ' '), debug_names[1],
                #debug_names, rawget(string, 'dump')
            """
        )
        #expect(
            results == [
                """
                _G _VERSION assert collectgarbage coroutine debug error getmetatable ipairs load math \
                next os pairs pcall print rawequal rawget rawlen rawset require select setmetatable \
                string table tonumber tostring type utf8 xpcall
                """,
                "clock date difftime time", "traceback", 1, nil,
            ]
        )
    }

    @Test(
        "refuses what would reach out of it",
        arguments: [
            (
                "setmetatable({}, {__gc = true})",
                "s.lua:1: setmetatable: '__gc' cannot be set by scripts; "
                    + "use a to-be-closed variable (local x <close>)"
            ),
            (
                "setmetatable({}, {__mode = 'k'})",
                "s.lua:1: setmetatable: '__mode' cannot be set by scripts; remove entries yourself"
            ),
            (
                "collectgarbage()",
                "s.lua:1: collectgarbage: 'collect' is not available to scripts; only 'count' is"
            ),
            ("getmetatable('').__index = nil", "s.lua:1: attempt to index a boolean value"),
            ("setmetatable(_G, nil)", "s.lua:1: cannot change a protected metatable"),
            ("io.open('x')", "s.lua:1: global 'io' is not declared"),
            (
                "load('x', '=[host]y')",
                "s.lua:1: bad argument #2 to 'load' (this chunk name belongs to the host)"
            ),
            (
                "load('x', 'x', 'b')",
                "s.lua:1: bad argument #3 to 'load' (only text can be loaded; use \"t\")"
            ),
            ("coroutine.yield()", "s.lua:1: attempt to yield from outside a coroutine"),
        ]
    )
    func refusals(script: String, message: String) async throws {
        #expect(try await failure(of: script).message == message)
    }

    @Test(
        "loads text with the caller's environment",
        arguments: [
            ("local _ENV = {load = load, x = 5} return load('return x')()", [5]),
            ("x = 7 return load('return x')()", [7]),
            ("return load('return x', 'n', 't', {x = 8})()", [8]),
            (
                "local parts, i = {'return ', '9'}, 0 "
                    + "return load(function() i = i + 1 return parts[i] end)()", [9]
            ),
            (
                "local f, e = load('return return', '=x') return f, e",
                [nil, "x:1: unexpected symbol near 'return'"]
            ),
        ] as [(String, [LuaValue])]
    )
    func loads(script: String, expected: [LuaValue]) async throws {
        #expect(try await lua(script) == expected)
    }

    @Test(
        "tells the time of the host's zone, never the machine's",
        arguments: [
            ("return os.time()", [1_767_225_600]),
            ("return os.date('%Y-%m-%d %H:%M:%S %z', 0)", ["1970-01-01 08:00:00 +0800"]),
            ("return os.date('!%c', 0)", ["Thu Jan  1 00:00:00 1970"]),
            ("return os.time{year = 2026, month = 12, day = 1, hour = 9}", [1_796_086_800]),
            ("return os.time(os.date('*t', 1000000007))", [1_000_000_007]),
            (
                "local t = os.date('*t', 951782400) return t.month, t.day, t.yday, t.wday, t.isdst",
                [2, 29, 60, 3, false]
            ),
            ("return os.time{year = 2026, month = 14, day = -3, hour = 0}", [1_801_065_600]),
            ("return os.difftime(5, 3)", [2.0]),
            ("return os.clock() >= 0", [true]),
        ] as [(String, [LuaValue])]
    )
    func time(script: String, expected: [LuaValue]) async throws {
        let zone = LuaCalendar.fixed(offsetSeconds: 8 * 3600, zone: "CST")
        try await withMachine(calendar: zone) { machine in
            let results = try await machine.run([UInt8](script.utf8), name: "@s.lua")
            #expect(results == expected)
        }
    }

    @Test(
        "refuses dates that are none",
        arguments: [
            "os.date('%Q')", "os.date('%')", "os.date('%Ez')", "os.time{year = 2026}",
            "os.time{year = 1e300, month = 1, day = 1}", "os.date('%c', math.maxinteger)",
            "os.date('%c', 1.5)", "os.time(5)", "os.time{year = 2^31, month = 1, day = 1}",
        ]
    )
    func dates(script: String) async throws {
        #expect(try await failure(of: script).kind == .runtime)
    }
}

@Suite("require")
struct RequireTests {
    @Sendable
    static func setup(_ host: LuaHost) throws {
        try addWaiting(host)
        let modules = [
            "people": "local m = {} function m.hi() return 'hi' end n = (rawget(_G,'n') or 0) + 1 "
                + "return m",
            "waits": "return later(5)", "slow": "nap(5) return {}",
            "a": "local b = require('b') return b", "b": "local a = require('a') return a",
            "broken": "x = = 1",
            "fails": "local t = nil\nreturn t.x", "empty": "",
        ]
        host.resolve = { name in
            guard let source = modules[name] else {
                return .failure("not found beside the script or under lib/")
            }
            return .source([UInt8](source.utf8), chunkName: "@\(name).lua")
        }
    }

    @Test("loads a module once, also one that waits while it loads")
    func loads() async throws {
        let script = """
            local p = require('people')
            assert(p == require('people') and n == 1)
            return p.hi(), require('waits'), require('empty')
            """
        #expect(try await lua(script, setup: Self.setup) == ["hi", 5, true])
    }

    @Test("waits for a module that another task still loads")
    func overlap() async throws {
        let script = """
            local seen = {}
            each({1, 2, 3}, 3, function(i)
                seen[i] = i == 3 and coroutine.wrap(function() return require('slow') end)()
                    or require('slow')
            end)
            local t, sorted = {3, 1}, nil
            each({1, 2}, 2, function(i)
                if i == 1 then return require('slower') end
                table.sort(t, function(a, b) sorted = require('slower') return a < b end)
            end)
            return seen[1] == seen[2] and seen[2] == seen[3], loads, sorted
            """
        #expect(try await lua(script, setup: Self.setupTasks) == [true, 1, 7])
    }

    @Test("loads anew what failed for the task before")
    func again() async throws {
        let script = """
            local problems = {}
            each({1, 2}, 2, function(i)
                problems[i] = select(2, pcall(require, 'fails_later'))
            end)
            return problems[1], problems[2]
            """
        let problem: LuaValue = "fails_later.lua:1: no"
        #expect(try await lua(script, setup: Self.setupTasks) == [problem, problem])
    }

    @Test(
        "is an error where tasks would wait for each other for ever",
        arguments: [
            // Each of two tasks loads what the other one needs.
            "all({'x', 'y'}, 2, require)",
            // A module runs tasks, and one of them needs the module.
            "require('runs')",
            // The same over a second module.
            "all({1, 2}, 2, function(i) require(i == 1 and 'runs_y' or 'y_slow') end)",
        ]
    )
    func circles(script: String) async throws {
        let error = try await failure(
            of: script,
            limits: .init(wallSeconds: 60),
            setup: Self.setupTasks
        )
        #expect(error.message.contains("modules cannot require each other in a circle"))
    }

    @Sendable
    static func setupTasks(_ host: LuaHost) throws {
        try addWaiting(host)
        try Tasks.add(host)
        let modules = [
            "slow": "loads = (rawget(_G, 'loads') or 0) + 1 nap(20) return {}",
            "slower": "nap(20) return 7", "fails_later": "nap(5) error('no')",
            "x": "nap(5) return require('y')", "y": "nap(5) return require('x')",
            "runs": "all({1, 2}, 2, function() nap(1) return require('runs') end)",
            "runs_y": "all({1}, 2, function() nap(1) return require('y_slow') end)",
            "y_slow": "nap(10) return require('runs_y')",
        ]
        host.resolve = { name in
            guard let source = modules[name] else { return .failure("not found") }
            return .source([UInt8](source.utf8), chunkName: "@\(name).lua")
        }
    }

    @Test(
        "says what is wrong",
        arguments: [
            (
                "require('nix')",
                "s.lua:1: require: module 'nix': not found beside the script or under lib/"
            ),
            (
                "require('a')",
                "b.lua:1: require: module 'a' is still being loaded; "
                    + "modules cannot require each other in a circle"
            ),
            ("require('broken')", "s.lua:1: require: broken.lua:1: unexpected symbol near '='"),
            ("require('fails')", "fails.lua:2: attempt to index a nil value (local 't')"),
            ("require(5)", "s.lua:1: require: the module's name is expected, got number"),
        ]
    )
    func problems(script: String, message: String) async throws {
        #expect(try await failure(of: script, setup: Self.setup).message == message)
    }
}
