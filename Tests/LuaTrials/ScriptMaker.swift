/// Random Lua: always grammatical, seldom sensible.
enum ScriptMaker {
    static func script(_ random: inout Random) -> String {
        var maker = Maker(random: random)
        var text = "local a, b, c, d = 1, 'x', {1, 2, 3}, function(...) return ... end\n"
        for _ in 0..<(2 + maker.random.below(8)) {
            let statement = maker.statement(3)
            text += maker.random.once(in: 12) ? statement : "pcall(function() \(statement) end)"
            text += "\n"
        }
        random = maker.random
        return text
    }

    private struct Maker {
        var random: Random
        private static let names = ["a", "b", "c", "d"]
        private static let functions = [
            "assert", "error", "getmetatable", "ipairs", "load", "next", "pairs", "pcall", "print",
            "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable",
            "tonumber", "tostring", "type", "xpcall", "collectgarbage", "debug.traceback",
            "string.byte", "string.char", "string.find", "string.format", "string.gmatch",
            "string.gsub", "string.len", "string.lower", "string.match", "string.pack",
            "string.packsize", "string.rep", "string.reverse", "string.sub", "string.unpack",
            "string.upper", "table.concat", "table.insert", "table.move", "table.pack",
            "table.remove", "table.sort", "table.unpack", "math.floor", "math.random",
            "math.tointeger", "math.ult", "math.max", "math.fmod", "utf8.char", "utf8.codes",
            "utf8.codepoint", "utf8.len", "utf8.offset", "coroutine.create", "coroutine.wrap",
            "coroutine.resume", "coroutine.close", "coroutine.status", "coroutine.yield",
            "coroutine.running", "coroutine.isyieldable", "os.time", "os.date", "os.clock",
            "later", "later_fail", "at_once", "each", "all",
        ]
        private static let literals = [
            "nil", "true", "false", "0", "1", "-1", "2.5", "1e308", "0/0", "1/0", "1 << 62",
            "math.maxinteger", "math.mininteger", "''", "'x'", "'%d %s'", "'(%w+)'", "'.-.-b'",
            "'\\0\\xff'", "('ab'):rep(50)", "('x'):rep(1e5)", "'m3'", "'return 1'", "{}",
            "{1, 2, 3}",
            "{n = 3, x = 'y'}", "{3, 'a', 1}", "'*t'", "'%Y'", "10", "100000",
        ]
        private static let events = [
            "__index", "__newindex", "__call", "__add", "__concat", "__len", "__eq", "__lt", "__le",
            "__close", "__tostring", "__name", "__pairs", "__unm", "__mode", "__gc", "__metatable",
        ]
        private static let operators = [
            "+", "-", "*", "/", "//", "%", "^", "..", "==", "~=", "<", "<=", "and", "or", "&", "|",
            "~", "<<", ">>",
        ]

        mutating func expression(_ depth: Int) -> String {
            if depth <= 0 {
                return random.once(in: 2) ? random.pick(Self.names) : random.pick(Self.literals)
            }
            switch random.below(12) {
            case 0, 1: return random.pick(Self.names)
            case 2, 3: return random.pick(Self.literals)
            case 4:
                return
                    "(\(expression(depth - 1)) \(random.pick(Self.operators)) \(expression(depth - 1)))"
            case 5: return "\(random.pick(["-", "not ", "#", "~"]))(\(expression(depth - 1)))"
            case 6:
                return
                    "{\(list(depth - 1)), [\(expression(depth - 1)) or 1] = \(expression(depth - 1))}"
            case 7: return function(depth - 1)
            case 8: return metatable(depth - 1)
            case 9: return "(\(random.pick(Self.names)))[\(expression(depth - 1))]"
            default: return call(depth - 1)
            }
        }

        mutating func statement(_ depth: Int) -> String {
            if depth <= 0 { return "\(random.pick(Self.names)) = \(expression(1))" }
            switch random.below(14) {
            case 0, 1: return "\(random.pick(Self.names)) = \(expression(depth))"
            case 2: return "local \(random.pick(Self.names)) = \(expression(depth))"
            case 3: return "do local x <close> = \(closer(depth - 1)) \(block(depth - 1)) end"
            case 4:
                return
                    "if \(expression(depth - 1)) then \(block(depth - 1)) else \(block(depth - 1)) end"
            case 5:
                return "for i = 1, \(random.pick(["3", "50", "2000"])) do \(block(depth - 1)) end"
            case 6: return "for k, v in pairs(\(expression(depth - 1))) do \(block(depth - 1)) end"
            case 7:
                return
                    "while \(expression(depth - 1)) do \(block(depth - 1)) if \(expression(0)) then break end end"
            case 8: return "each({1, 2, 3, 4}, \(1 + random.below(4)), \(function(depth - 1)))"
            case 9: return "pcall(\(function(depth - 1)))"
            case 10:
                return "local co = coroutine.wrap(\(function(depth - 1))) pcall(co) pcall(co)"
            case 11: return "c[\(expression(1)) or 1] = \(expression(depth - 1))"
            default: return "pcall(\(random.pick(Self.functions)), \(list(depth)))"
            }
        }

        private mutating func block(_ depth: Int) -> String {
            (0...random.below(3)).map { _ in statement(depth) }.joined(separator: " ")
        }

        private mutating func function(_ depth: Int) -> String {
            "function(a, ...) \(block(depth)) return \(expression(depth)), ... end"
        }

        private mutating func call(_ depth: Int) -> String {
            "(\(random.pick(Self.functions)))(\(list(depth)))"
        }

        private mutating func list(_ depth: Int) -> String {
            (0...random.below(3)).map { _ in expression(depth) }.joined(separator: ", ")
        }

        private mutating func metatable(_ depth: Int) -> String {
            let event = random.pick(Self.events)
            return
                "setmetatable({}, {\(event) = \(random.once(in: 3) ? expression(depth) : function(depth))})"
        }

        private mutating func closer(_ depth: Int) -> String {
            "setmetatable({}, {__close = \(function(depth))})"
        }
    }
}
