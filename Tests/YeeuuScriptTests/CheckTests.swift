import LuaRuntime
import Testing

@testable import YeeuuScript

@Suite("yeeuu check")
struct CheckTests {
    static let cases: [(String, [String])] = [
        ("print(1)", []),
        ("local x = = 1", ["1:11: unexpected ="]),
        ("if x then", ["1:10: 'end' to close 'if' expected near <eof>"]),
        ("print(\"abc)", ["1:7: the text does not end"]),
        ("--[[ x", ["1:1: the comment does not end"]),
        ("pritn(1)", ["1:1: nothing is called 'pritn' here; did you mean 'print'?"]),
        ("x = 1 print(x) function f() end f()", []),
        ("local function f(a) return a + b end", ["1:32: nothing is called 'b' here"]),
        ("for i = 1, 3 do local y = i end print(y)", ["1:39: nothing is called 'y' here"]),
        ("repeat local d = 1 until d", []),
        ("goto done ::done::", []), ("#!/usr/bin/env yeeuu\nprint(1)", []),
        ("\u{FEFF}print(1)", []), ("\u{FEFF}#!/usr/bin/env yeeuu\nprint(1)", []),
        ("do goto a end ::a:: print(1)", []), ("while true do goto next ::next:: end", []),
        ("::a:: goto a", []), ("do ::a:: end do ::a:: end", []),
        ("for i = 1, 2 do local x = i goto next print(x) ::next:: end", []),
        ("goto done", ["1:6: no visible label 'done' for this goto"]),
        ("do ::a:: end goto a", ["1:19: no visible label 'a' for this goto"]),
        ("::a:: local f = function() goto a end", ["1:33: no visible label 'a' for this goto"]),
        ("::a::\n::a::", ["2:3: label 'a' is defined already in line 1"]),
        (
            "goto a local x = 1 ::a:: print(x)",
            ["1:6: goto 'a' jumps into the scope of local 'x'"]
        ),
        (
            "repeat goto a local x = 1 ::a:: until x",
            ["1:13: goto 'a' jumps into the scope of local 'x'"]
        ),
        ("break", ["1:1: break outside of a loop"]),
        ("for i = 1, 2 do local f = function() break end end", ["1:38: break outside of a loop"]),
        ("local x <const> = 1 x = 2", ["1:21: 'x' is constant and cannot be assigned to"]),
        (
            "local x <close> = nil local function f() x = 2 end",
            ["1:42: 'x' is constant and cannot be assigned to"]
        ),
        (
            "local x <const> = 1 function x() end",
            [
                "1:30: 'x' is constant and cannot be assigned to"
            ]
        ),
        ("local x <const> = 1 do local x = 2 x = 3 end", []),
        (
            "local a <close>, b <close> = nil, nil",
            [
                "1:18: more than one to-be-closed variable in one local"
            ]
        ),
        ("local x <konst> = 1", ["1:10: unknown attribute 'konst'; give const or close"]),
        ("local function f() return ... end", ["1:27: '...' outside of a function that takes it"]),
        ("local function f(...) return ... end return ...", []),
        ("return 3in", ["1:8: malformed number 3in"]),
        ("return 1.2.3", ["1:8: malformed number 1.2.3"]),
        ("return 0x", ["1:8: malformed number 0x"]), ("return 1e", ["1:8: malformed number 1e"]),
        ("return 0x1p4, .5, 5., 1e-3, 0xA.8p1, 0x.1", []),
        ("return '\\q'", ["1:9: invalid escape sequence \\q"]),
        ("return '\\xZZ'", ["1:9: \\x needs two hexadecimal digits"]),
        ("return '\\300'", ["1:9: decimal escape \\300 is above 255"]),
        ("return '\\u{110000000}'", ["1:9: \\u{…} is above 7FFFFFFF"]),
        ("return '\\u41'", ["1:9: \\u needs hexadecimal digits in {}"]),
        ("return '\\n\\065\\x41\\u{738B}\\z  \n x'", []),
        ("return [=x", ["1:8: a long text begins with [[ or [=["]),
        ("local t = {1, 2", ["1:16: '}' to close '{' expected near <eof>"]),
        ("f(", ["1:3: unexpected <eof>"]), ("x = ", ["1:5: unexpected <eof>"]),
        ("x = 1 = 2", ["1:7: unexpected ="]), ("return 1 print(2)", ["1:10: unexpected print"]),
        ("print 'a' 'b' @", ["1:15: unexpected @"]),
        (
            "local function f(a,) end",
            [
                "1:20: a name expected near )"
            ]
        ),
        ("local x <const> = 1 return x", []),
        ("io.open('x')", ["1:1: scripts have no 'io'; yeeuu.csv reads and writes files"]),
        ("os.execute('x')", ["1:4: scripts have no 'os.execute'; scripts start no programs"]),
        ("string.gsubb('x')", ["1:8: string has no field 'gsubb'; did you mean 'gsub'?"]),
        ("print(math.foo)", ["1:12: math has no field 'foo'"]),
        ("print(('x'):uper())", ["1:13: string has no field 'uper'; did you mean 'upper'?"]),
        ("string = {} string.foo = 1 print(string.foo)", []),
        ("yeeuu.dry_run = 1", ["1:7: yeeuu cannot be changed"]),
        (
            "local args = yeeuu.args{building = {}} print(args.buildng)",
            ["1:51: args has no field 'buildng'; did you mean 'building'?"]
        ),
        (
            "local d = yeeuu.door{all = true} d.revoke{authoredMobile = 'x'}",
            ["1:36: door.revoke is a method; write door:revoke"]
        ),
        ("yeeuu.sleep()", ["1:12: yeeuu.sleep: seconds: missing; give a number"]),
        ("yeeuu.sleep('2')", ["1:13: yeeuu.sleep: seconds: text given; give a number"]),
        ("yeeuu.each(5, print)", ["1:12: yeeuu.each: list: a number given; give a table"]),
        (
            "yeeuu.csv.read()",
            ["1:15: yeeuu.csv.read: path: missing; give text"]
        ),
        ("yeeuu.csv.read(...)", []), ("yeeuu.sleep(tonumber('2'))", []),
        (
            "yeeuu.grants{kind = 'pasword', weak = 'yes'}",
            [
                "1:21: yeeuu.grants: kind: 'pasword' given; give \"auth\" or \"password\"",
                "1:39: yeeuu.grants: weak: text given; give true or false",
            ]
        ),
        ("yeeuu.doors{building = true}", ["1:24: yeeuu.doors: building: true given; give text"]),
        ("yeeuu.doors()", ["1:12: yeeuu.doors: nothing given; give a table"]),
        ("yeeuu.dors{}", ["1:7: yeeuu has no field 'dors'; did you mean 'doors'?"]),
        ("yeeuu.csv.reed('x')", ["1:11: yeeuu.csv has no field 'reed'; did you mean 'read'?"]),
        ("local yeeuu = {} print(yeeuu.x)", []),
        (
            "yeeuu.doors{buildng = 'B'}",
            ["1:13: yeeuu.doors: no such parameter 'buildng'; did you mean 'building'?"]
        ),
        (
            "yeeuu.remove_password{code = 1, buildingId = 'B', doorType = 2}",
            [
                "1:22: yeeuu.remove_password: door: missing; give text",
                "1:22: yeeuu.remove_password: authoredMobile: missing; give a mobile number as text",
                "1:30: yeeuu.remove_password: code: a number given where text belongs; write \"1\"",
            ]
        ),
        ("local t = {} yeeuu.remove_password(t)", []),
        (
            "for _, d in ipairs(yeeuu.doors{all = true}) do d:revok{} end",
            ["1:50: door has no field 'revok'; did you mean 'revoke'?"]
        ),
        (
            "yeeuu.each(yeeuu.grants{all = true}, function(g)\n  print(g.endTme)\nend)",
            ["2:11: grant has no field 'endTme'; did you mean 'endTime'?"]
        ),
        (
            "local d = yeeuu.door{all = true} d:revoke{}",
            ["1:42: door:revoke: authoredMobile: missing; give a mobile number as text"]
        ),
        (
            "print(yeeuu.each(yeeuu.doors{all = true}, function() end).oks)",
            ["1:59: report has no field 'oks'; did you mean 'ok'?"]
        ),
        (
            "yeeuu.args{digits = {typ = 'integer'}}",
            ["1:22: yeeuu.args: no such parameter 'typ'; did you mean 'type'?"]
        ),
        (
            "local pin = '604173' for _, g in ipairs(yeeuu.grants{all = true}) do\n"
                + "if g.password == pin or 604173 ~= g.password then print(g.password < 'x') end end",
            [
                "2:4: a secret is never == a text; write secret:equals(text)",
                "2:25: a secret is never == a text; write secret:equals(text)",
                "2:57: a secret has no order; write secret:equals(text)",
            ]
        ),
        (
            "local g = yeeuu.grants{all = true}[1] local t = {[g.password] = 1} print(t[g.password])",
            [
                "1:51: a secret as a key finds no text and nothing that the script made; "
                    + "yeeuu.grants{shared = true} finds what several people hold",
                "1:76: a secret as a key finds no text and nothing that the script made; "
                    + "yeeuu.grants{shared = true} finds what several people hold",
            ]
        ),
        (
            "local g = yeeuu.grants{all = true}[1] print(g.password == nil, g.password == g.password,"
                + " g.password:equals('604173'), g.password:reveal() == '604173')",
            []
        ),
        (
            "local s = yeeuu.password() s:revel()",
            ["1:30: secret has no field 'revel'; did you mean 'reveal'?"]
        ),
        ("yeeuu.date('tomorrow 9:00') yeeuu.after('2026-12-01', '3 months')", []),
        (
            "yeeuu.auth{startTime = 'soon', code = '1', doorType = 1, buildingId = 'B', author = 'o',"
                + " authoredName = 'x', authoredMobile = '1', endTime = '2026-12-01'}",
            [
                "1:24: yeeuu.auth: startTime: 'soon' is no time; give 2026-12-01 or 2026-12-01 12:00"
            ]
        ),
        ("-- 中文\nlocal 名 = 1", ["2:7: a name expected near \u{FFFD}"]),
        ("print('中文', zz)", ["1:13: nothing is called 'zz' here"]),
    ]

    @Test("finds what is wrong, with line and column", arguments: cases)
    func findings(_ source: String, _ expected: [String]) async {
        let found = await ScriptCheck.check(Array(source.utf8), name: "t.lua")
        #expect(found.map(\.description) == expected.map { "t.lua:" + $0 })
    }

    @Test("survives what is nested without end", arguments: ["(", "{", "not ", "- ", "f("])
    func depth(_ word: String) async {
        let source = "return " + String(repeating: word, count: 100_000)
        #expect(await ScriptCheck.check(Array(source.utf8), name: "t.lua").count == 1)
    }

    /// Made of words that Lua's compiler has an opinion on, in an order that a seed gives.
    private static func corpus(_ seed: UInt64) -> String {
        let words = [
            "local ", "x", "y", " = ", "1", "0x", "1e", "'a'", "'\\q'", "\"\\u{41}\"", " <const> ",
            " <close> ", "function ", "f", "(", ")", "...", " end ", " if ", " then ", " else ",
            " while ", " do ", " repeat ", " until ", " for ", " in ", ", ", " goto l ", " ::l:: ",
            " break ", " return ", "{", "}", "[", "]", ".", ":", "..", " and ", " not ", "#", "-",
            "~=", "//", "[[z]]", "--c\n", ";", "nil", "3in", "\n",
        ]
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(limit))
        }
        return (0..<(next(12) + 1)).map { _ in words[next(words.count)] }.joined()
    }

    @Test("refuses just what Lua's own compiler refuses")
    func agreement() async throws {
        let machine = try await LuaMachine.start(
            environment: LuaEnvironment(print: { _ in }),
            setup: { _ in }
        )
        var refused = 0
        var accepted = 0
        for seed in 1...20_000 as ClosedRange<UInt64> {
            let source = Self.corpus(seed)
            let text = ScriptHost.body(Array(source.utf8))
            let lua = await machine.check(text, name: "=t")
            let ours: LuaSyntaxError?
            do {
                _ = try LuaParser.parse(Array(source.utf8))
                ours = nil
            } catch { ours = error }
            #expect(
                (lua == nil) == (ours == nil),
                "\(source)\nLua: \(lua?.message ?? "fine"); ours: \(ours?.reason ?? "fine")"
            )
            if lua == nil { accepted += 1 } else { refused += 1 }
        }
        await machine.close()
        #expect(accepted > 500 && refused > 5000, "\(accepted), \(refused)")
    }

    @Test("says what only Lua's compiler knows: its limits")
    func limits() async {
        let names = (1...201).map { "local v\($0)\n" }.joined()
        let found = await ScriptCheck.check(Array(names.utf8), name: "t.lua")
        #expect(found.count == 1 && (201...202).contains(found.first?.line ?? 0))
        #expect(found.first?.reason.contains("too many local variables") == true)
    }
}
