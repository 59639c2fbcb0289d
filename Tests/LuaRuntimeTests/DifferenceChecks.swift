import LuaRuntime

/// A script for each row of the table of differences, which answers true.
enum DifferenceChecks {
    /// A run that is ended, and what its closer prints then.
    struct Ended {
        let script: String
        let kind: LuaError.Kind
    }

    static let ended = [
        "`pcall`, `xpcall` at a limit or Ctrl-C": Ended(
            script: """
                local x <close> = setmetatable({}, {__close = function() print('closed') end})
                while true do
                    pcall(function() while true do end end)
                    xpcall(function() while true do end end, print)
                end
                """,
            kind: .cpu
        ),
        "memory, CPU time, wall time": Ended(
            script: """
                local x <close> = setmetatable({}, {__close = function() print('closed') end})
                local t = {}
                while true do pcall(function() t[#t + 1] = {} end) end
                """,
            kind: .memory
        ),
    ]

    static let all: [String: String] = libraries.merging(coroutines) { $1 }

    private static let libraries = [
        "`io`, `package`, `dofile`, `loadfile`, `warn`, `os.execute`, `os.getenv`, `os.exit`, "
            + "`os.remove`, `os.rename`, `os.tmpname`, `os.setlocale`":
            """
        for _, name in ipairs{'io', 'package', 'dofile', 'loadfile', 'warn'} do
            if rawget(_G, name) ~= nil then return name end
        end
        for name in pairs(os) do
            if not ({time = 1, date = 1, clock = 1, difftime = 1})[name] then return name end
        end
        return true
        """,
        "`debug`":
            """
        local name = next(debug)
        return name == 'traceback' and next(debug, name) == nil
            and debug.traceback('x') == 'x\\nstack traceback:\\ns.lua:3: in main chunk\\n'
        """,
        "`string.dump`, bytecode in `load`":
            """
        return string.dump == nil and load('\\27Lua') == nil
            and not pcall(load, 'return 1', 'x', 'b')
        """,
        "`load` without an environment":
            "local _ENV = {load = load, x = 5} return load('return x')() == 5",
        "`load` with a chunk name beginning `=[host]`":
            "return not pcall(load, 'x = 1', '=[host]x')",
        "reading a global that was never set":
            """
        local ok, problem = pcall(function() return pirnt end)
        return problem == "s.lua:1: global 'pirnt' is not declared; the nearest is 'print'"
            and rawget(_G, 'pirnt') == nil
        """,
        "setting a new global inside a task (`each`)":
            "each({1}, 1, function() made = 5 end) return made == 5",
        "`require`":
            """
        local ok, problem = pcall(require, 'a')
        return require('waits') == 5 and require('people').hi() == 'hi'
            and problem:find('still being loaded', 1, true) ~= nil
        """,
        "`setmetatable` with `__gc`": "return not pcall(setmetatable, {}, {__gc = true})",
        "`setmetatable` with `__mode`":
            """
        local mt = {}
        local t = setmetatable({}, mt)
        mt.__mode = 'k'
        local s = ('x'):rep(20000000)
        for i = 1, 30 do local u = s .. i end
        return mt.__mode == nil and not pcall(setmetatable, {}, {__mode = 'k'})
        """,
        "`getmetatable(\"\")`, `getmetatable(_G)`, metatables of host objects":
            """
        return getmetatable('') == false and getmetatable(_G) == false
            and not pcall(setmetatable, _G, {})
        """,
        "`collectgarbage`":
            """
        return collectgarbage('count') > 0 and not pcall(collectgarbage)
            and not pcall(collectgarbage, 'stop')
        """,
        "`error` with a position, host errors":
            """
        local ok, problem = pcall(function() error('x') end)
        return problem == 's.lua:1: x' and select(2, pcall(later_fail, 'y')) == 's.lua:2: y'
        """,
        "`print`": "print(1, 2) return true",
        "`os.date`, `os.time`":
            """
        local fields = {year = 2026, month = 14, day = 1, hour = 0}
        return os.date('%H:%M %z', 0) == '08:00 +0800' and os.time(fields) > 0
            and fields.month == 14 and not pcall(os.time, {year = 2^31, month = 1, day = 1})
        """,
        "`os.clock`":
            "local from = os.clock() nap(30) return os.clock() - from < 0.025",
        "`string.find/match/gmatch/gsub/rep`, `table.concat/insert/remove/move/sort`":
            """
        local ok, problem = pcall(table.sort, {1, 2, 3, 4}, function() return true end)
        return ('key = value'):match('(%w+) = (%w+)') == 'key'
            and problem == 'invalid order function for sorting'
        """,
    ]

    private static let coroutines = [
        "`coroutine.yield` in the main chunk or an item of `each`":
            """
        local ok, problem = pcall(coroutine.yield)
        local within
        each({1}, 1, function() within = select(2, pcall(coroutine.yield)) end)
        return problem == 'attempt to yield from outside a coroutine' and within == problem
        """,
        "`coroutine.running()` there":
            "local co, main = coroutine.running() return type(co) == 'thread' and main",
        "`coroutine.status` of a coroutine that waits for a request":
            """
        local status, resumed, closed
        local co = coroutine.create(function() nap(5) end)
        each({1, 2}, 2, function(i)
            if i == 1 then coroutine.resume(co) return end
            status, resumed = coroutine.status(co), coroutine.resume(co)
            closed = pcall(coroutine.close, co)
        end)
        return status == 'normal' and not resumed and not closed
        """,
        "`coroutine.close` nested deeper than 60":
            """
        local last, problem
        for i = 1, 100 do
            local inner = last
            last = coroutine.create(function()
                local x <close> = setmetatable({}, {__close = function()
                    if inner then
                        local ok, e = pcall(coroutine.close, inner)
                        if not ok then problem = e end
                    end
                end})
                coroutine.yield()
            end)
            coroutine.resume(last)
        end
        coroutine.close(last)
        return problem ~= nil and problem:find('C stack overflow', 1, true) ~= nil
        """,
        "a waiting call in a `table.sort` comparator, a `gsub` callback, `tostring`, …":
            """
        local t = {3, 1, 2}
        table.sort(t, function(a, b) return later(a) < later(b) end)
        return table.concat(t) == '123'
            and ('ab'):gsub('%w', function(c) return later(c:upper()) end) == 'AB'
            and tostring(setmetatable({}, {__tostring = function() return later('x') end})) == 'x'
        """,
    ]
}
