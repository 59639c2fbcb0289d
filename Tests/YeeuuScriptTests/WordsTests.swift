import Foundation
import Register
import Runs
import Testing

@testable import YeeuuScript

@Suite("Words for people")
struct WordsTests {
    @Test("escape what moves a cursor or hides")
    func escaped() {
        #expect(Printable.escaped("a\u{1B}[31mb") == "a\\x1b[31mb")
        #expect(Printable.escaped("a\u{202E}b\u{85}") == "a\\u{202e}b\\u{85}")
        #expect(Printable.escaped("王芳\n\tx") == "王芳\n\tx")
        #expect(Printable.line("a\nb") == "a\\nb")
    }

    @Test("count Chinese as two columns")
    func table() {
        #expect(Printable.width("王芳") == 4)
        #expect(Printable.width("e\u{301}") == 1)
        let text = Printable.table(
            headings: ["name", "x"],
            rows: [["王芳", "1"], ["Bo", ""], ["", "2"]]
        )
        #expect(text == "name  x\n王芳  1\nBo\n      2\n")
    }

    @Test("teach luacheck and the editor every name")
    func stubs() throws {
        for function in Declaration.functions {
            let name = function.name.split(separator: ".").last.map(String.init) ?? ""
            #expect(ScriptStubs.luaCATS.contains("function yeeuu.\(function.name)("))
            #expect(ScriptStubs.luacheck.contains("\(name) = {"))
        }
        #expect(ScriptStubs.luaCATS.contains("---@async"))
        #expect(throws: Never.self) { try LuaParser.parse(Array(ScriptStubs.luaCATS.utf8)) }
    }

    @Test("are the same in the repository's luacheck settings")
    func luacheck() throws {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let root = here.deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent(".luacheckrc")
        #expect(try String(contentsOf: file, encoding: .utf8) == ScriptStubs.luacheck)
    }

    @Test("help with a function by its last name, and offer the nearest")
    func help() throws {
        #expect(ScriptHelp.text(nil)?.contains("yeeuu.generate_password{…}") == true)
        #expect(ScriptHelp.text("revoke")?.hasPrefix("door:revoke{…}\n") == true)
        #expect(ScriptHelp.text("generate_password")?.contains("required") == true)
        #expect(ScriptHelp.text("nothing") == nil)
        #expect(ScriptHelp.nearest("door:revok") == "door:revoke")
        #expect(ScriptHelp.nearest("yeeuu.ech") == "yeeuu.each")
    }

    @Test(
        "complete what is typed",
        arguments: [
            ("yee", 0, ["yeeuu"]), ("x = yeeuu.doo", 10, ["door", "doors"]),
            ("yeeuu.csv.", 10, ["read", "write"]), ("d:rev", 2, ["reveal", "revoke"]),
            ("yeeuu.doors{buildingI", 12, ["buildingId = "]), ("string.gs", 7, ["gsub"]),
            ("d:revoke{va", 9, ["vacate = "]),
            ("yeeuu.doors{building = \"B0", 24, ["B001", "B002"]),
            ("yeeuu.door{building = \"B001\", code = \"10", 38, ["1001", "1002"]),
            ("print(\"abc", 7, []), ("print(\"", 7, []),
            ("mine", 0, ["mine", "mine2"]), ("mine.", 5, ["alpha", "beta"]),
            ("mine.a", 5, ["alpha"]),
            ("d.buildingI", 2, ["buildingId"]), ("whi", 0, ["while"]),
            ("yeeuu.doors{building = \"B001\", do", 31, ["door = ", "doorType = "]),
            ("yeeuu.doors{building = yee", 23, ["yeeuu"]),
            ("yeeuu.grants{kind = \"", 21, ["auth", "password"]),
            ("yeeuu.door{building = \"B001\", code = \"1001\", door = \"", 53, ["甲"]),
            ("yeeuu.each(x, function(d)\n  d:ensure_p", 30, ["ensure_password"]),
            ("math.hu", 5, ["huge"]), ("x = 王芳 .. yee", 14, ["yeeuu"]),
        ]
    )
    func completion(_ line: String, _ start: Int, _ candidates: [String]) throws {
        let view = try ScriptBench().register.view()
        let found = ScriptCompletion(view: view, names: Self.names).candidates(line)
        #expect(found == Completion(start: start, candidates: candidates))
    }

    /// What a session would have: `mine` with two fields.
    private static func names(_ path: [String]) -> [String] {
        switch path {
        case []: ["mine", "mine2", "yeeuu", "__hidden"]
        case ["mine"]: ["alpha", "beta"]
        default: []
        }
    }

    @Test(
        "complete selections of dot commands",
        arguments: [
            (".doors bui", 7, ["building=", "buildingId=", "buildingName=", "buildingNo="]),
            (".doors building=", 16, ["B001", "B002"]),
            (".doors building=B001 code=10", 26, ["1001", "1002"]),
            (".grants kind=p", 13, ["password"]),
        ]
    )
    func selections(_ line: String, _ start: Int, _ candidates: [String]) throws {
        let completion = ScriptCompletion(view: try ScriptBench().register.view())
        let found = completion.selection(line, ofGrants: line.hasPrefix(".grants"))
        #expect(found == Completion(start: start, candidates: candidates))
    }

    @Test(
        "are kept out of a history where they may hold a password",
        arguments: [
            "g:rotate_password{password = \"135790\"}", "x = \"735194\"", "x = 735194",
            "local p = '1357901234'", "yeeuu.generate_password{password = 'abc'}",
            "f [[1234567]]", "x = \"735194", "-- 735194\n\"", ".doors x=735194", "x = 1357901",
        ]
    )
    func secrets(_ line: String) { #expect(ScriptHost.mayHoldSecret(line)) }

    @Test(
        "are kept in a history where they hold none",
        arguments: [
            "yeeuu.doors{building = \"B001\"}", "yeeuu.grants{kind = \"password\"}",
            "g:rotate_password{}", "yeeuu.door{code = \"10010101\", doorType = 1}",
            "x = 1764550800", "yeeuu.grants{mobile = \"13800138000\"}",
            "print(g.password:reveal())",
            ".doors code=10010101", "yeeuu.time(\"2026-12-01\")",
        ]
    )
    func plainLines(_ line: String) { #expect(!ScriptHost.mayHoldSecret(line)) }
}

@Suite("A session")
struct SessionTests {
    private func session(_ lines: [String]) async throws -> [String] {
        var shown: [String] = []
        let outcome = try await ScriptBench().session(.dryRun) { host, run, outcome in
            for line in lines {
                switch await host.evaluate(line) {
                case .incomplete: shown.append("…")
                case .done(let texts): shown += texts
                case .failed(let failure): shown.append(failure.message)
                }
            }
            outcome.report = await run.finish(nil)
        }
        return shown + outcome.lines
    }

    @Test("shows values, keeps locals and results, and knows when more is to come")
    func evaluate() async throws {
        let shown = try await session([
            "1 + 1", "local x = 5", "x * 2", "_1 + _2", "for i = 1, 2 do", "= \"王\\27\"",
            "{1, {a = 2}}",
            "nil", "pritn",
        ])
        #expect(shown[0..<4] == ["2", "10", "12", "…"])
        #expect(shown[4] == #""王\u001b""#)
        #expect(shown[5] == "{1, {a = 2}}")
        #expect(shown[6] == "nil")
        #expect(shown[7].contains("'pritn' is not declared; the nearest is 'print'"))
    }

    @Test("shows doors and grants as tables and dots secrets")
    func objects() async throws {
        let shown = try await session([
            "yeeuu.doors{building = \"B001\", doorType = 1}", "yeeuu.password()",
            "yeeuu.grants{building = \"B002\"}", "yeeuu.sleep?",
        ])
        #expect(
            shown[0] == """
                buildingId  unit   name  code  doorType  door
                B001        1单元  2501  1001  1
                B001        1单元  2501  1002  1
                """
        )
        #expect(shown[1] == "secret ••••••")
        #expect(shown[2].contains("王芳") && !shown[2].contains("6047183952"))
        #expect(shown[3] == "yeeuu.sleep(seconds)")
    }
}
