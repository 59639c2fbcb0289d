import Testing
import YeeuuScript

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
        ("goto done ::done::", []),
        ("local x <const> = 1 return x", []),
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
        ("-- 中文\nlocal 名 = 1", ["2:7: a name expected near \u{FFFD}"]),
        ("print('中文', zz)", ["1:13: nothing is called 'zz' here"]),
    ]

    @Test("finds what is wrong, with line and column", arguments: cases)
    func findings(_ source: String, _ expected: [String]) {
        let found = ScriptCheck.check(Array(source.utf8), name: "t.lua")
        #expect(found.map(\.description) == expected.map { "t.lua:" + $0 })
    }

    @Test("survives what is nested without end", arguments: ["(", "{", "not ", "- ", "f("])
    func depth(_ word: String) {
        let source = "return " + String(repeating: word, count: 100_000)
        #expect(ScriptCheck.check(Array(source.utf8), name: "t.lua").count == 1)
    }
}
