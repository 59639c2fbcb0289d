import LuaRuntime

/// A script that tries to outlive its limits.
struct Hostile: Sendable, CustomStringConvertible {
    let name: String
    let source: String
    /// What ends it; nil: any end is fine, as long as there is one.
    let kind: LuaError.Kind?

    init(_ name: String, _ source: String, _ kind: LuaError.Kind? = .cpu) {
        self.name = name
        self.source = source
        self.kind = kind
    }

    var description: String { name }

    static let all: [Hostile] = [
        Hostile("plain loop", "while true do end"),
        Hostile("counting loop", "for i = 1, math.maxinteger do end"),
        Hostile("goto loop", "::again:: goto again"),
        Hostile("pcall loop", "while true do pcall(function() while true do end end) end"),
        Hostile("pcall of error loop", "while true do pcall(error, 'x') end"),
        Hostile(
            "xpcall with a looping handler",
            "xpcall(error, function() while true do end end)"
        ),
        Hostile(
            "xpcall in its own handler",
            "local function h() return xpcall(error, h) end while true do xpcall(error, h) end"
        ),
        Hostile(
            "nested coroutines",
            """
            local function f() local co = coroutine.wrap(f) pcall(co) while true do end end
            f()
            """
        ),
        Hostile(
            "coroutine that catches",
            """
            while true do
                coroutine.wrap(function() while true do pcall(function() while true do end end)
                end end)()
            end
            """
        ),
        Hostile(
            "coroutines passing the ball",
            """
            local a = coroutine.wrap(function() while true do coroutine.yield() end end)
            while true do a() end
            """
        ),
        Hostile(
            "new coroutines for ever",
            "while true do coroutine.wrap(function() coroutine.yield() end)() end"
        ),
        Hostile("comparator", "table.sort({1, 2, 3}, function() while true do end end)"),
        Hostile(
            "comparator that catches",
            """
            table.sort({1, 2, 3}, function()
                while true do pcall(function() while true do end end) end
            end)
            """
        ),
        Hostile("gsub callback", "('x'):gsub('x', function() while true do end end)"),
        Hostile(
            "to-be-closed variable",
            """
            local x <close> = setmetatable({}, {__close = function() while true do end end})
            while true do end
            """
        ),
        Hostile(
            "closing a coroutine",
            """
            local co = coroutine.create(function()
                local x <close> = setmetatable({}, {__close = function() while true do end end})
                coroutine.yield()
            end)
            coroutine.resume(co)
            coroutine.close(co)
            """
        ),
        Hostile(
            "index loop",
            """
            local t = setmetatable({}, {__index = function(t, k) while true do end end})
            return t.x
            """
        ),
        Hostile(
            "tostring loop",
            "tostring(setmetatable({}, {__tostring = function() while true do end end}))"
        ),
        Hostile(
            "error object with a tostring loop",
            "error(setmetatable({}, {__tostring = function() while true do end end}))"
        ),
        Hostile(
            "metamethods",
            """
            local mt = {} mt.__add = function(a, b) while true do end end
            mt.__concat, mt.__len, mt.__eq, mt.__lt, mt.__call = mt.__add, mt.__add
            return setmetatable({}, mt) + 1
            """
        ),
        Hostile("load with a reader that never ends", "load(function() return ' ' end)"),
        Hostile(
            "load with a reader of C",
            "load(coroutine.wrap(function() "
                + "while true do coroutine.yield(' ') end end))"
        ),
        Hostile("pattern bomb", "(('a'):rep(300)):find('.-.-.-.-b')"),
        Hostile(
            "pattern bomb of questions",
            "(('a'):rep(40)):find(('a?'):rep(40) .. ('a'):rep(40))"
        ),
        Hostile("pattern bomb of captures", "(('a'):rep(3000)):find('(.*)(.*)(.*)%3%2%1b')"),
        Hostile("gmatch bomb", "for x in (('a'):rep(300)):gmatch('.-.-.-.-b') do end"),
        Hostile("gsub bomb", "(('a'):rep(300)):gsub('.-.-.-.-b', '')"),
        Hostile(
            "find in a coroutine that catches",
            """
            coroutine.wrap(function()
                while true do pcall(string.find, ('a'):rep(300), '.-.-.-.-b') end
            end)()
            """
        ),
        Hostile(
            "pattern with a set of 2 MB",
            "(('b'):rep(1e6)):find('[' .. ('a'):rep(2e6) .. ']x')"
        ),
        Hostile(
            "pattern with a frontier of 2 MB",
            "(('b'):rep(1e6)):find('%f[' .. ('a'):rep(2e6) .. ']x')"
        ),
        Hostile(
            "pattern with back references of 1 MB",
            "(('a'):rep(1e6) .. ('a'):rep(1e6) .. 'b'):find('^(a*)' .. ('a-'):rep(20) .. '%1c')"
        ),
        Hostile(
            "20 suspended coroutines that close each other 180 levels of gsub deep",
            """
            local last
            for i = 1, 20 do
                local before = last
                last = coroutine.create(function()
                    local x <close> = setmetatable({}, {__close = function()
                        local function deep(n)
                            if n == 0 then if before then coroutine.close(before) end return '' end
                            return (('x'):gsub('x', function() return deep(n - 1) end))
                        end
                        deep(180)
                    end})
                    coroutine.yield()
                end)
                coroutine.resume(last)
            end
            coroutine.close(last)
            """,
            nil
        ),
        Hostile(
            "wraps that fail while they close each other 180 levels of gsub deep",
            """
            local function fail(levels)
                return coroutine.wrap(function()
                    local x <close> = setmetatable({}, {__close = function()
                        local function deep(n)
                            if n == 0 then if levels > 0 then pcall(fail(levels - 1)) end return '' end
                            return (('x'):gsub('x', function() return deep(n - 1) end))
                        end
                        deep(180)
                    end})
                    error('x')
                end)
            end
            pcall(fail(40))
            """,
            nil
        ),
        Hostile("rep of nothing", "while true do (''):rep(10^18) end"),
        Hostile("move over everything", "table.move({}, 1, math.maxinteger - 1, 2)"),
        Hostile(
            "insert with a length of 2^60",
            "table.insert(setmetatable({}, {__len = function() return 2^60 | 0 end}), 1, 1)"
        ),
        Hostile(
            "remove with a length of 2^60",
            "table.remove(setmetatable({}, {__len = function() return 2^60 | 0 end}), 1)"
        ),
        Hostile(
            "concat of a virtual table",
            """
            table.concat(setmetatable({}, {__index = setmetatable({}, {__index = string.lower,
                __name = ''}) and function() return '' end}), '', 1, 10^15)
            """
        ),
        Hostile(
            "sort of a virtual table",
            """
            local t = setmetatable({}, {__len = function() return 2^31 - 3 | 0 end,
                __index = function() return 1 end, __newindex = function() end})
            table.sort(t)
            """
        ),
        Hostile("memory by table", "local t = {} while true do t[#t + 1] = {} end", .memory),
        Hostile("memory by string", "local s = 'x' while true do s = s .. s end", .memory),
        Hostile(
            "memory behind pcall",
            """
            local t = {}
            while true do pcall(function() while true do t[#t + 1] = ('x'):rep(1e6) end end) end
            """,
            .memory
        ),
        Hostile("memory by rep", "while true do pcall(string.rep, 'x', 1e9) end", .memory),
        Hostile(
            "memory by concat",
            """
            local t = {} for i = 1, 100 do t[i] = ('x'):rep(1e6) end return table.concat(t)
            """,
            .memory
        ),
        Hostile(
            "memory by coroutines",
            """
            local t = {} while true do t[#t + 1] = coroutine.create(print) end
            """,
            .memory
        ),
        Hostile("deep recursion", "local function f() return 1 + f() end f()", nil),
        Hostile(
            "deep recursion that catches",
            "local function f() pcall(f) while true do end end f()",
            nil
        ),
        Hostile(
            "C stack by gsub",
            "local function f() return (('x'):gsub('x', f)) end while true do pcall(f) end"
        ),
        Hostile(
            "20,000 coroutines closing each other",
            """
            local co
            for i = 1, 20000 do
                local last = co
                co = coroutine.create(function()
                    local x <close> = setmetatable({}, {__close = function()
                        if last then coroutine.close(last) end
                    end})
                    coroutine.yield()
                end)
                coroutine.resume(co)
            end
            coroutine.close(co)
            """,
            nil
        ),
        Hostile(
            "deep wraps",
            """
            local function f(n) return coroutine.wrap(function() return f(n + 1) end)() end
            while true do pcall(f, 1) end
            """
        ),
        Hostile("parser of deep text", "return load(('('):rep(1e6))", nil),
        Hostile("long text", "while true do load(('x = 1 '):rep(1e5)) end"),
        Hostile("waits that catch", "while true do pcall(later, 1) end", .wall),
        Hostile(
            "waits in a comparator",
            "table.sort({1, 2, 3}, function() while true do pcall(later, 1) end end)",
            .wall
        ),
        Hostile(
            "waits in a closing variable",
            """
            local x <close> = setmetatable({}, {__close = function()
                while true do later(1) end
            end})
            """,
            .wall
        ),
    ]
}
