import Foundation
import Runs

@testable import YeeuuScript

/// Calls everything that is declared, with arguments that are plausible, odd, or absurd.
///
/// The calls are made in Lua, from the declaration as a table: what is declared tomorrow is called
/// too.
struct ArgumentFuzz {
    /// How many calls a run makes.
    static let callsPerRun = 400

    let seed: Int

    /// A script that makes the calls and prints each error's text on a line of its own.
    var script: String {
        Self.preamble + "math.randomseed(\(seed))\nlocal callables = {\n" + Self.callables
            + "}\nfor i = 1, \(Self.callsPerRun) do call(callables[math.random(#callables)]) end\n"
    }

    /// Each callable: its name, the class it is a method of or nil, and its arguments.
    private static var callables: String {
        let functions = Declaration.functions + Declaration.globals
        var text = ""
        for function in functions { text += line(function, of: nil) }
        for declared in Declaration.classes {
            for method in declared.methods { text += line(method, of: declared.name) }
        }
        return text
    }

    /// How many are called.
    static var count: Int {
        (Declaration.functions + Declaration.globals).count
            + Declaration.classes.reduce(0) { $0 + $1.methods.count }
    }

    private static func line(_ function: ScriptFunction, of owner: String?) -> String {
        let arguments = function.arguments.map { argument in
            switch argument.shape {
            case .value(let type): "{kind = \(quoted(word(type)))}"
            case .options(let fields): table("options", fields)
            case .rows(let fields): table("rows", fields)
            case .declarations(let fields): table("declarations", fields)
            }
        }
        let holder = owner.map(quoted) ?? "nil"
        return "{name = \(quoted(function.name)), owner = \(holder), "
            + "arguments = {\(arguments.joined(separator: ", "))}},\n"
    }

    private static func table(_ kind: String, _ fields: [ScriptField]) -> String {
        let keys = fields.map { field in
            "{\(quoted(field.name)), \(quoted(word(field.type))), \(field.isRequired)}"
        }
        return "{kind = \(quoted(kind)), fields = {\(keys.joined(separator: ", "))}}"
    }

    private static func word(_ type: ScriptType) -> String {
        switch type {
        case .choice(let texts): "choice " + texts.joined(separator: " ")
        case .object(let name): name
        case .list(.object(let name)): "list " + name
        case .list: "list"
        default: "\(type)"
        }
    }

    private static func quoted(_ text: String) -> String { "\"\(text)\"" }

    private static let preamble = """
        local random = math.random
        local function pick(list) return list[random(#list)] end
        local cycle = {} cycle.self = cycle
        local deep = {} for i = 1, 50 do deep = {deep} end
        local angry = setmetatable({}, {
            __index = function() error("angry") end, __len = function() error("angry") end,
            __tostring = function() error("angry") end, __pairs = function() error("angry") end,
            __name = "angry", __eq = function() error("angry") end,
        })
        local numbers = {0, -1, 1, 2, 7, 1.5, 2^31, 2^53, 2^63, math.mininteger, math.maxinteger,
            0/0, 1/0, -1/0, 1e300, 1764550800}
        local texts = {"", " ", "B001", "1001", "甲", "13800000001", "+86 138", "123456",
            "\\0", "\\27[2J", "\\u{202e}", "\\xff\\xfe", ("x"):rep(5000), "people.csv", "../../etc/passwd",
            "/dev/zero", "7d", "12h", "2026-12-01", "2026-12-01 09:00", "main", "password", "[1,2]",
            "{\\"a\\":", "99999999999999999999", "nan", "operation", "%s%n", "auth"}
        local doors = yeeuu.doors{all = true}
        local grants = yeeuu.grants{all = true}
        local holders = yeeuu.holders{all = true}
        local held = {door = doors[1], grant = grants[1], holder = holders[1], secret = yeeuu.password()}
        local anything = {
            function() return nil end, function() return true end, function() return false end,
            function() return pick(numbers) end, function() return pick(texts) end,
            function() return {} end, function() return {pick(texts), pick(numbers)} end,
            function() return {[pick(texts)] = pick(numbers)} end, function() return cycle end,
            function() return deep end, function() return angry end,
            function() return function(...) return ... end end,
            function() return coroutine.create(print) end, function() return pick(doors) end,
            function() return pick(grants) end, function() return held.secret end,
            function() return doors end, function() return grants end, function() return pick(holders) end,
            function() return setmetatable({}, {__index = {building = "B001"}}) end,
        }
        local function any() return pick(anything)() end
        local plain = {
            text = function() return pick(texts) end,
            mobile = function() return pick{"13800000001", "13800000009", "1380000"} end,
            password = function() return pick{"735194", "1234567890", "12", held.secret} end,
            secret = function() return held.secret end,
            integer = function() return random(-2, 12) end,
            number = function() return random() * 10 end,
            boolean = function() return random(2) == 1 end,
            time = function() return 1764550800 + random(-9999, 99999) end,
            doorType = function() return pick{1, 2, "1", "2", 3} end,
            table = function() return {a = 1} end, any = any,
            ["function"] = function() return function() return any() end end,
            door = function() return pick(doors) end, grant = function() return pick(grants) end,
            list = function() return {any(), any()} end,
            ["list door"] = function() return doors end,
            ["list grant"] = function() return grants end,
        }
        local function value(kind)
            if random(4) == 1 then return any() end
            if kind:sub(1, 7) == "choice " then
                local words = {}
                for word in kind:sub(8):gmatch("%S+") do words[#words + 1] = word end
                return pick(words)
            end
            return (plain[kind] or any)()
        end
        local function options(fields)
            local made = {}
            for _, field in ipairs(fields) do
                if field[3] and random(8) > 1 or random(4) == 1 then made[field[1]] = value(field[2]) end
            end
            if random(6) == 1 then made[pick{"buildng", 1, 2.5, true}] = any() end
            return made
        end
        local function argument(declared)
            if random(8) == 1 then return any() end
            if declared.kind == "options" then return options(declared.fields) end
            if declared.kind == "rows" then
                return {options(declared.fields), options(declared.fields)}
            end
            if declared.kind == "declarations" then return {[pick(texts)] = options(declared.fields)} end
            return value(declared.kind)
        end
        local function call(callable)
            local given = {n = 0}
            for i, declared in ipairs(callable.arguments) do
                given[i], given.n = argument(declared), i
            end
            if random(10) == 1 then given.n = given.n + 1 given[given.n] = any() end
            if callable.name == "sleep" and type(given[1]) == "number" and given[1] > 0.01 then
                given[1] = 0.001
            end
            local f = callable.name == "help" and help or yeeuu
            if callable.owner then
                local holder = held[callable.owner]
                if not holder then return end
                f = holder[callable.name]
                if random(12) == 1 then holder = any() end
                table.insert(given, 1, holder == nil and false or holder)
                given.n = given.n + 1
            else
                for part in callable.name:gmatch("[^.]+") do f = f == help and f or f[part] end
            end
            local ok, problem = pcall(f, table.unpack(given, 1, given.n))
            if not ok then print("error: " .. callable.name .. ": " .. tostring(problem)) end
        end

        """
}
