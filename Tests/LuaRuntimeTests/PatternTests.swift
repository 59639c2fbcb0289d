import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("Patterns and the table library")
struct PatternTests {
    /// `check(name, …)` calls ours and stock's and compares results, or the errors' texts.
    @Sendable
    static func setup(_ host: LuaHost) throws {
        try host.prelude(
            "compare",
            """
            local host = ...
            local pcall, pack, unpack = pcall, table.pack, table.unpack
            local string, table, stock = string, table, host.stock
            local function words(e) return (tostring(e):gsub("^[^ ]-:%d+: ", "")
                :gsub("to '[^']*'", "")) end
            local function same(a, b)
                if a.n ~= b.n then return false end
                if not a[1] then return words(a[2]) == words(b[2]) end
                for i = 1, a.n do if a[i] ~= b[i] then return false end end
                return true
            end
            local function all(f, s, p, init)
                local r = {n = 0}
                for a, b, c in f(s, p, init) do
                    r.n = r.n + 1
                    r[r.n] = tostring(a) .. "|" .. tostring(b) .. "|" .. tostring(c)
                    if r.n > 50 then break end
                end
                return unpack(r, 1, r.n)
            end
            function host.globals.check(name, ...)
                local own = string[name] or table[name]
                local a, b
                if name == "gmatch" then
                    a, b = pack(pcall(all, own, ...)), pack(pcall(all, stock[name], ...))
                else
                    a, b = pack(pcall(own, ...)), pack(pcall(stock[name], ...))
                end
                if same(a, b) then return end
                local function show(t)
                    local r = {}
                    for i = 1, t.n do r[i] = tostring(t[i]) end
                    return table.concat(r, ",")
                end
                local args = {...}
                for i = 1, select("#", ...) do args[i] = string.format("%q", tostring(args[i])) end
                host.fail(name .. "(" .. table.concat(args, ", ") .. "): ours " .. show(a)
                    .. "; stock " .. show(b))
            end
            """
        )
    }

    @Test("agree with stock on random subjects and patterns", arguments: 1...4)
    func fuzz(seed: Int) async throws {
        let script = """
            math.randomseed(...)
            local pieces = {"a", "b", ".", "%a", "%d", "%S", "[ab]", "[^a]", "[%w_]", "[a-c]", "(",
                ")", "()", "%1", "%2", "%b()", "%bab", "%f[a]", "%f[%A]", "*", "+", "-", "?", "$",
                "^", "%", "[", "]", "%%", "\\0", "x", "%f", "%b", "[]]", "[^]a]", "[a-]", "[%a-z]"}
            local subjects = {"a", "b", "c", "(", ")", "1", " ", "\\0", "x", "ab", "%", "\\xff"}
            local replacements = {"%0", "%1", "%2", "%", "%%", "x", "", "%a", "<%1>", "%9"}
            local function some(from, most)
                local r = {}
                for i = 1, math.random(0, most) do r[i] = from[math.random(#from)] end
                return table.concat(r)
            end
            local functions = {"find", "match", "gmatch", "gsub"}
            for i = 1, 20000 do
                local name = functions[i % 4 + 1]
                local s, p = some(subjects, 9), some(pieces, 6)
                local last
                if name == "gsub" then
                    local kind = math.random(4)
                    if kind == 1 then last = {a = "A", b = false, ab = 5}
                    elseif kind == 2 then last = function(a, b) return b or a end
                    else last = some(replacements, 3) end
                    check(name, s, p, last, math.random(3) == 1 and math.random(-1, 4) or nil)
                else
                    check(name, s, p, math.random(2) == 1 and math.random(-12, 12) or nil,
                        name == "find" and math.random(8) == 1 or nil)
                end
            end
            """
        try await lua(script, arguments: [.integer(Int64(seed))], setup: Self.setup)
    }

    @Test(
        "agree with stock on what fuzzing seldom makes",
        arguments: [
            "check('find', ('a'):rep(1000), ('(a)'):rep(32))",
            "check('find', ('a'):rep(1000), ('(a)'):rep(33))",
            "check('find', 'x', ('('):rep(200))",
            "check('find', ('a'):rep(500), ('a?'):rep(250))",
            "check('gsub', 'abc', '%w', '%2')", "check('gsub', 'abc', '%w', {a = {}})",
            "check('gsub', 'abc', '%w', true)", "check('gsub', 'abc', '%w')",
            "check('gsub', 'abc', '', '-')", "check('gsub', 'abc', 'b*', '-')",
            "check('gsub', 'abc', '()', '%1')", "check('gsub', 'abc', '(', 'x')",
            "check('find', '', '')", "check('find', '', '', 2)", "check('find', 'abc', 'b', -1)",
            "check('find', nil, 'b')", "check('match', '2026-12-01', '(%d+)-(%d+)-(%d+)')",
            "check('gmatch', 'abc', '^a')", "check('gmatch', 'abc', 'a', 10)",
            "check('rep', 'ab', 3, ', ')", "check('rep', '', 5, 'x')", "check('rep', 'x', -1)",
            "check('rep', 'x', 1)", "check('rep', 'ab', math.maxinteger)",
            "check('rep', 'ab', 1 << 30)", "check('rep', 'a', 1 << 30, ',')",
            "check('gsub', 'a\\0b', '%z', 'x')", "check('gsub', 'a\\0b', '[%Z]', 'x')",
            "check('rep', 'ab', 7)",
            "check('concat', {1, 2, 'x', 4.5}, '-')", "check('concat', {1, {}, 3})",
            "check('concat', {1, 2, 3}, ',', 2, 3)", "check('concat', {}, ',', 1, 2)",
            "check('concat', 5)", "check('insert', {}, 5, 5)", "check('insert', {}, 1, 5, 6)",
            "check('insert', {})", "check('insert', nil, 1)", "check('remove', {}, 5)",
            "check('remove', {1}, 3)", "check('remove', {}, 0)",
            "check('move', {1, 2, 3}, 1, 3, math.maxinteger)",
            "check('move', {}, math.mininteger, 5, 1)", "check('move', {}, 1, 2, 3, 5)",
            "check('sort', {1, 'x', 3})", "check('sort', {3, 1}, 5)",
        ]
    )
    func corners(script: String) async throws {
        try await lua(script, setup: Self.setup)
    }

    @Test("sort, insert, remove and move do what they say")
    func tables() async throws {
        let results = try await lua(
            """
            local t = {}
            for i = 1, 500 do t[i] = (i * 7919) % 501 end
            table.sort(t)
            for i = 2, 500 do assert(t[i - 1] <= t[i]) end
            table.sort(t, function(a, b) return a > b end)
            for i = 2, 500 do assert(t[i - 1] >= t[i]) end
            local l = {1, 2, 3}
            table.insert(l, 4) table.insert(l, 1, 0)
            local first = table.remove(l, 1)
            table.move(l, 1, 3, 2)
            return first, table.concat(l, ' '), table.concat(table.move(l, 1, 2, 1, {}), ' ')
            """
        )
        #expect(results == [0, "1 1 2 3", "1 1"])
    }
}
