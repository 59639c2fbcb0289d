/// The parts of Lua's standard library that scripts have, with words of their own.
///
/// What differs from the manual is in `LuaDifferences.md`.
enum StandardLibrary {
    /// A function, or a value.
    struct Entry: Sendable {
        /// As it is called: `print`, `string.gsub`.
        let name: String
        /// Its arguments, in their brackets; empty for a value.
        let signature: String
        let summary: String
    }

    /// The functions.
    static let functions: [Entry] = [
        .init(
            "assert",
            "(v [, message])",
            "Raises message, or \"assertion failed!\", when v is false or nil; gives its arguments otherwise."
        ),
        .init(
            "collectgarbage",
            "(\"count\")",
            "How much memory Lua uses, in KiB; the other options are not for scripts."
        ),
        .init(
            "error",
            "(value [, level])",
            "Raises value; a text gets the place it is raised at in front."
        ),
        .init(
            "getmetatable",
            "(value)",
            "The metatable of value; nil when it has none or hides it."
        ),
        .init("ipairs", "(list)", "For a loop over 1, 2, 3, … up to the first nil."),
        .init(
            "load",
            "(chunk [, name [, mode [, env]]])",
            "Compiles a text, never bytecode; gives a function, or nil and why not."
        ),
        .init("next", "(table [, key])", "The key after key and its value; nil at the end."),
        .init("pairs", "(table)", "For a loop over all keys and values, in no certain order."),
        .init("pcall", "(f, ...)", "Calls f: true and what it gives, or false and the error."),
        .init("print", "(...)", "Prints its arguments, tabs between them."),
        .init("rawequal", "(a, b)", "Whether both are the same, metamethods aside."),
        .init("rawget", "(table, key)", "table[key], metamethods aside."),
        .init("rawlen", "(value)", "The length of a table or a text, metamethods aside."),
        .init(
            "rawset",
            "(table, key, value)",
            "Sets table[key], metamethods aside; gives the table."
        ),
        .init(
            "require",
            "(name)",
            "Runs a Lua file beside the script or under lib/ of the workspace once; gives what it returns."
        ),
        .init(
            "select",
            "(n, ...)",
            "The arguments from the n-th on; select(\"#\", ...) is their number."
        ),
        .init(
            "setmetatable",
            "(table, metatable)",
            "Gives a table its metatable; __gc and __mode are refused."
        ),
        .init(
            "tonumber",
            "(value [, base])",
            "The number that value is or spells; nil when it is none."
        ),
        .init("tostring", "(value)", "The value as text."),
        .init(
            "type",
            "(value)",
            "\"nil\", \"boolean\", \"number\", \"string\", \"table\", \"function\", \"thread\" or \"userdata\"."
        ),
        .init(
            "xpcall",
            "(f, handler, ...)",
            "As pcall; handler gets the error where it is raised and gives what is handed on."
        ),
        .init("coroutine.close", "(co)", "Ends a suspended coroutine and closes its variables."),
        .init("coroutine.create", "(f)", "Makes a coroutine that will run f."),
        .init("coroutine.isyieldable", "([co])", "Whether it can yield."),
        .init(
            "coroutine.resume",
            "(co, ...)",
            "Goes on with a coroutine: true and what it yields or gives, or false and the error."
        ),
        .init(
            "coroutine.running",
            "()",
            "The coroutine that runs, and whether it is the main one."
        ),
        .init("coroutine.status", "(co)", "\"suspended\", \"running\", \"normal\" or \"dead\"."),
        .init(
            "coroutine.wrap",
            "(f)",
            "A function that goes on with a new coroutine at each call."
        ),
        .init("coroutine.yield", "(...)", "Suspends; the arguments become what resume gives."),
        .init("debug.traceback", "([thread,] [message [, level]])", "The script's frames as text."),
        .init("math.abs", "(x)", "x without its sign."),
        .init("math.acos", "(x)", "Arc cosine in radians."),
        .init("math.asin", "(x)", "Arc sine in radians."),
        .init("math.atan", "(y [, x])", "Arc tangent of y/x in radians."),
        .init("math.atan2", "(y, x)", "The same as math.atan."),
        .init("math.ceil", "(x)", "The smallest integer not below x."),
        .init("math.cos", "(x)", "Cosine of radians."),
        .init("math.cosh", "(x)", "Hyperbolic cosine."),
        .init("math.deg", "(x)", "Radians in degrees."),
        .init("math.exp", "(x)", "e to the power x."),
        .init("math.floor", "(x)", "The largest integer not above x."),
        .init("math.fmod", "(x, y)", "What is left of x / y, rounded towards zero."),
        .init("math.frexp", "(x)", "m and e, so that x is m times 2 to the power e."),
        .init("math.ldexp", "(m, e)", "m times 2 to the power e."),
        .init("math.log", "(x [, base])", "Logarithm; natural unless there is a base."),
        .init("math.log10", "(x)", "Logarithm to the base 10."),
        .init("math.max", "(x, ...)", "The largest."),
        .init("math.min", "(x, ...)", "The smallest."),
        .init("math.modf", "(x)", "The whole and the fractional part."),
        .init("math.pow", "(x, y)", "x to the power y."),
        .init("math.rad", "(x)", "Degrees in radians."),
        .init(
            "math.random",
            "([m [, n]])",
            "A number from 0 to 1, an integer from 1 to m, or from m to n; not for passwords: yeeuu.password."
        ),
        .init("math.randomseed", "([x [, y]])", "Seeds math.random."),
        .init("math.sin", "(x)", "Sine of radians."),
        .init("math.sinh", "(x)", "Hyperbolic sine."),
        .init("math.sqrt", "(x)", "Square root."),
        .init("math.tan", "(x)", "Tangent of radians."),
        .init("math.tanh", "(x)", "Hyperbolic tangent."),
        .init("math.tointeger", "(x)", "x as an integer; nil when it is none."),
        .init("math.type", "(x)", "\"integer\", \"float\", or nil for no number."),
        .init("math.ult", "(m, n)", "Whether m is below n as unsigned integers."),
        .init("os.clock", "()", "Seconds of CPU time used."),
        .init(
            "os.date",
            "([format [, time]])",
            "A time as text, or as a table with \"*t\"; in the workspace's zone."
        ),
        .init("os.difftime", "(t2, t1)", "Seconds from t1 to t2."),
        .init(
            "os.time",
            "([table])",
            "Now, or the time of a table, in Unix seconds; in the workspace's zone."
        ),
        .init("string.byte", "(s [, i [, j]])", "The bytes of s from i to j."),
        .init("string.char", "(...)", "A text of these bytes."),
        .init(
            "string.find",
            "(s, pattern [, init [, plain]])",
            "Where the pattern first fits: its begin, its end, its captures."
        ),
        .init("string.format", "(format, ...)", "Arguments as format says: %d %5.2f %s %q."),
        .init(
            "string.gmatch",
            "(s, pattern [, init])",
            "For a loop over all places where the pattern fits."
        ),
        .init(
            "string.gsub",
            "(s, pattern, replacement [, n])",
            "s with what fits replaced, and how often."
        ),
        .init("string.len", "(s)", "The number of bytes."),
        .init("string.lower", "(s)", "Capital letters made small; ASCII alone."),
        .init(
            "string.match",
            "(s, pattern [, init])",
            "The captures where the pattern first fits, or what fits."
        ),
        .init("string.pack", "(format, ...)", "Values as binary text."),
        .init("string.packsize", "(format)", "The size of what string.pack gives."),
        .init("string.rep", "(s, n [, separator])", "s n times."),
        .init("string.reverse", "(s)", "The bytes of s backwards."),
        .init(
            "string.sub",
            "(s, i [, j])",
            "The bytes from i to j; negative ones count from the end."
        ),
        .init(
            "string.unpack",
            "(format, s [, position])",
            "The values of a binary text, and where the rest begins."
        ),
        .init("string.upper", "(s)", "Small letters made capital; ASCII alone."),
        .init(
            "table.concat",
            "(list [, separator [, i [, j]]])",
            "The texts of a list as one text."
        ),
        .init(
            "table.insert",
            "(list, [position,] value)",
            "Puts a value into a list; at its end unless there is a position."
        ),
        .init(
            "table.move",
            "(a1, f, e, t [, a2])",
            "Copies a1[f] … a1[e] to a2[t] and on; gives a2."
        ),
        .init("table.pack", "(...)", "A list of the arguments, with their number as n."),
        .init(
            "table.remove",
            "(list [, position])",
            "Takes a value out of a list, the last one unless there is a position, and gives it."
        ),
        .init("table.sort", "(list [, less])", "Sorts a list in its place."),
        .init("table.unpack", "(list [, i [, j]])", "The values of a list."),
        .init("utf8.char", "(...)", "A text of these code points."),
        .init(
            "utf8.codepoint",
            "(s [, i [, j [, lax]]])",
            "The code points of the characters that begin from i to j."
        ),
        .init("utf8.codes", "(s [, lax])", "For a loop over positions and code points."),
        .init(
            "utf8.len",
            "(s [, i [, j [, lax]]])",
            "The number of characters; nil and a position where s is no UTF-8."
        ),
        .init("utf8.offset", "(s, n [, i])", "The byte at which the n-th character begins."),
    ]

    /// What can be read and not called.
    static let values: [Entry] = [
        .init("_G", "", "The table of all globals."),
        .init("_VERSION", "", "\"Lua 5.4\"."),
        .init("math.huge", "", "A number larger than all others."),
        .init("math.maxinteger", "", "The largest integer."),
        .init("math.mininteger", "", "The smallest integer."),
        .init("math.pi", "", "The ratio of a circle's circumference to its diameter."),
        .init("utf8.charpattern", "", "The pattern that fits one UTF-8 character."),
    ]

    /// What stock Lua has and scripts have not, with what there is instead.
    static let missing: [String: String] = [
        "dofile": "require finds Lua files", "loadfile": "require finds Lua files",
        "io": "yeeuu.csv reads and writes files", "package": "require finds Lua files",
        "warn": "yeeuu.log.warn warns", "os.execute": "scripts start no programs",
        "os.exit": "return from the script, or raise an error",
        "os.getenv": "yeeuu.args reads key=value of the command line",
        "os.remove": "scripts remove no files", "os.rename": "scripts rename no files",
        "os.tmpname": "yeeuu.csv.write writes files", "os.setlocale": "there is one locale, C",
        "string.dump": "scripts have no bytecode",
    ]

    /// Everything, by its whole name.
    static let entries: [String: Entry] = Dictionary(
        uniqueKeysWithValues: (functions + values).map { ($0.name, $0) }
    )

    /// `coroutine`, `math`, `string`, …, A to Z.
    static let libraries: [String] = Set(entries.keys.compactMap(library)).sorted()

    /// The names that stand by themselves, libraries included.
    static let globals: [String] =
        entries.keys.filter { library($0) == nil }.sorted() + libraries

    /// The names in a library, A to Z.
    static func names(in library: String) -> [String] {
        entries.keys.filter { Self.library($0) == library }
            .map { String($0.dropFirst(library.count + 1)) }.sorted()
    }

    /// The library of `string.gsub`; nil for `print`.
    private static func library(_ name: String) -> String? {
        name.firstIndex(of: ".").map { String(name[..<$0]) }
    }
}

extension StandardLibrary.Entry {
    init(_ name: String, _ signature: String, _ summary: String) {
        self.init(name: name, signature: signature, summary: summary)
    }
}
