import LuaRuntime

/// Compares our pattern functions with stock's on random subjects and patterns.
enum PatternFuzz {
    /// Makes `count` calls; throws the first difference.
    static func run(seed: Int, count: Int, machine: LuaMachine) async throws {
        let arguments: [LuaValue] = [.integer(Int64(seed)), .integer(Int64(count))]
        _ = try await machine.run([UInt8](script.utf8), name: "@fuzz.lua", arguments: arguments)
    }

    /// `check(name, …)` calls ours and stock's and compares results, or the errors' texts.
    @Sendable
    static func setup(_ host: LuaHost) throws {
        try host.prelude("compare", compare)
    }

    private static let compare = """
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
        -- Seconds for `count` calls of ours and of stock's.
        function host.globals.timed(name, count, ...)
            local function time(f, ...)
                local from = os.clock()
                for i = 1, count do f(...) end
                return os.clock() - from
            end
            local own = string[name]
            if name == "gmatch" then
                local ours, theirs = own, stock.gmatch
                own = function(s, p) for _ in ours(s, p) do end end
                return time(own, ...), time(function(s, p) for _ in theirs(s, p) do end end, ...)
            end
            return time(own, ...), time(stock[name], ...)
        end
        """

    private static let script = """
        local seed, count = ...
        math.randomseed(seed)
        local pieces = {"a", "b", ".", "%a", "%d", "%S", "[ab]", "[^a]", "[%w_]", "[a-c]", "(",
            ")", "()", "%1", "%2", "%b()", "%bab", "%f[a]", "%f[%A]", "*", "+", "-", "?", "$",
            "^", "%", "[", "]", "%%", "\\0", "x", "%f", "%b", "[]]", "[^]a]", "[a-]", "[%a-z]",
            "%c", "%g", "%l", "%p", "%u", "%x", "%z", "%W", "%Z", "%P", "[%z]", "[\\1-\\xff]", "%9",
            "%0", "%.", "[^%s]", "(.-)", "(%w*)", "%f[%w]", "[%a%d]", "\\xff", "%bxx", "([ab])"}
        local subjects = {"a", "b", "c", "(", ")", "1", " ", "\\0", "x", "ab", "%", "\\xff", "A",
            "\\n", ".", "aaaaaaa", "a1b2", "((a)b)"}
        local replacements = {"%0", "%1", "%2", "%", "%%", "x", "", "%a", "<%1>", "%9"}
        local function some(from, most)
            local r = {}
            for i = 1, math.random(0, most) do r[i] = from[math.random(#from)] end
            return table.concat(r)
        end
        local functions = {"find", "match", "gmatch", "gsub"}
        for i = 1, count do
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

    /// What short subjects cost beside stock's functions: a name, and how many times as much.
    static func speed() async throws -> [(name: String, ratio: Double)] {
        let cases: [(String, String)] = [
            ("find", "'key = value', '(%w+)%s*=%s*(%w+)'"), ("find", "'hello world', 'wor'"),
            ("match", "'2026-12-01', '(%d+)-(%d+)-(%d+)'"),
            ("match", "'  trim me  ', '^%s*(.-)%s*$'"),
            ("gmatch", "'one two three', '%a+'"), ("gsub", "'hello world', 'o', '0'"),
            ("gsub", "'a,b,c', ',', '; '"),
            ("match", "'13800000001', '^1[3-9]%d%d%d%d%d%d%d%d%d$'"),
        ]
        return try await withMachine(limits: .init(cpuSeconds: 0), setup: setup) { machine in
            var ratios: [(String, Double)] = []
            for (name, arguments) in cases {
                var best = Double.infinity
                for _ in 0..<5 {
                    let source = "return timed('\(name)', 200000, \(arguments))"
                    let times = try await machine.run([UInt8](source.utf8), name: "@t.lua")
                    guard case .number(let ours)? = times.first,
                        case .number(let stock)? = times.last
                    else { continue }
                    best = min(best, ours / stock)
                }
                ratios.append(("\(name)(\(arguments))", best))
            }
            return ratios
        }
    }
}
