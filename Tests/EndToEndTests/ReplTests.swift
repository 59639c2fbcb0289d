import Foundation
import Testing

@Suite("The REPL at a terminal")
struct ReplTests {
    @Test("shows mode and target, echoes what an expression gives, and numbers it")
    func expressions() throws {
        let repl = try ReplSession(try Place(doors: 3))
        #expect(repl.prompt == "yeeuu dry-run sandbox>")
        try repl.expect("1 + 1", ["2"])
        try repl.expect("\"王芳\", nil", ["\"王芳\"", "nil"])
        try repl.expect("_1 * 10 + #_2", ["26"])
        try repl.expect("local x = 20", [])
        try repl.expect("function twice(n) return n * 2 end", [])
        try repl.expect("twice(x)", ["40"])
        try repl.expect("local ok, e = pcall(error, nil)", [])
        try repl.expect("e", ["nil"])
        try repl.expect("= x", ["20"])
        try repl.leave(with: 0)
        #expect(terminalTail(repl).contains("0 changes planned"))
    }

    @Test("prints values within limits, aligned, escaped, secrets as dots")
    func values() throws {
        let repl = try ReplSession(try Place(doors: 3))
        try repl.expect("{name = \"王\", list = {1, 2}}", [#"{list = {1, 2}, name = "王"}"#])
        try repl.expect("\"\\27[31m\\u{202e}\"", [#""\u001b[31m\u{202e}""#])
        try repl.expect("print(\"\\27[31mred\")", [#"\x1b[31mred"#])
        try repl.expect("yeeuu.password()", ["secret ••••••"])
        let doors = try repl.enter("yeeuu.doors{all = true}")
        #expect(doors.count == 4 && doors[0].hasPrefix("buildingId  unit"), "\(doors)")
        let wide = try repl.enter("local t = {} for i = 1, 100 do t[i] = i end return t")
        #expect(wide.contains { $0.contains("100 in all") } && wide.count < 60, "\(wide)")
        let deep = try repl.enter("{{{{{{{1}}}}}}}")
        #expect(deep == ["{{{{{…}}}}}"])
        let long = try repl.enter("(\"x\"):rep(1e6)")
        #expect(long.joined().count < 2000 && long.joined().contains("1000000 bytes"), "\(long)")
        #expect(try repl.enter("local t = {} t.t = t return t").joined().count < 200)
        try repl.leave(with: 0)
    }

    @Test("goes on asking while a text is unfinished, and takes pasted blocks")
    func blocks() throws {
        let repl = try ReplSession(try Place(doors: 3))
        try repl.expect("for i = 1, 2 do", [])
        #expect(repl.prompt == "yeeuu dry-run sandbox>>")
        try repl.expect("print(i * 7)", [])
        try repl.expect("end", ["7", "14"])
        try repl.expect("return [[a", [])
        try repl.expect("b]]", [#""a\nb""#])

        // A terminal that brackets: the block waits for Enter, and is one text.
        #expect(repl.terminal.screen.bracketsPastes)
        let row = repl.terminal.screen.row
        repl.terminal.type("\u{1B}[200~local t = {}\r\tt.a = 5\rprint\r(t.a)\r\u{1B}[201~")
        try repl.terminal.wait(for: "the block", { $0.current.hasSuffix("(t.a)") })
        #expect(repl.terminal.screen.row == row + 3)
        repl.terminal.type("\r")
        try repl.waitForPrompt(after: row + 4)
        #expect(repl.terminal.lines[repl.terminal.screen.row - 1] == "5")
        try repl.expect("t.a", ["5"])

        // One that does not: line by line.
        let plain =
            "function f(a)\r\tif a then\r\t\treturn \"yes\"\r\tend\r\treturn \"no\"\rend\rf(true)\r"
        repl.terminal.type(plain)
        try repl.terminal.wait(for: "the answer and a prompt") { screen in
            screen.current.trimmed == "yeeuu dry-run sandbox>"
                && screen.lines[screen.row - 1].trimmed == "\"yes\""
        }
        try repl.expect("f()", ["\"no\""])
        try repl.leave(with: 0)
    }

    @Test("tells of mistakes in one line, names the nearest, and keeps frames for who asks")
    func mistakes() throws {
        let repl = try ReplSession(try Place(doors: 3))
        #expect(
            try repl.enter("pritn(1)")
                == ["yeeuu: repl:1: global 'pritn' is not declared; the nearest is 'print'"]
        )
        #expect(
            try repl.enter(".quti") == ["yeeuu: no such command '.quti'; did you mean '.quit'?"]
        )
        try repl.expect(".run", ["yeeuu: .run: no file given; write .run FILE"])
        #expect(try repl.enter("x = = 1").joined().hasPrefix("yeeuu: repl:1: "))
        try repl.enter("function f() error(\"oh\") end")
        try repl.expect("f()", ["yeeuu: repl:1: oh"])
        let frames = try repl.enter(".traceback")
        #expect(frames.count >= 2 && frames[0].contains("function 'f'"), "\(frames)")
        #expect(try repl.enter("yeeuu.dors{}").joined().contains("the nearest is 'doors'"))
        try repl.leave(with: 0)
    }

    @Test("explains anything: help(x), x?, .help")
    func help() throws {
        let repl = try ReplSession(try Place(doors: 3))
        try repl.expect("yeeuu.sleep?", begins: "yeeuu.sleep(seconds)")
        try repl.expect("help(yeeuu.each)", begins: "yeeuu.each(list")
        try repl.expect("help(string.gsub)", begins: "string.gsub(s, ")
        try repl.expect("table.sort?", begins: "table.sort(list [, less])")
        try repl.expect("door:revoke?", begins: "door:revoke{…}")
        try repl.expect("help(yeeuu.doors{all = true}[1])", begins: "door")
        try repl.expect("help(yeeuu.each({}, print))", begins: "report")
        try repl.expect("help(yeeuu.csv)", begins: "yeeuu.csv")
        try repl.expect("help(5)", begins: "a number")
        #expect(try repl.enter("help(\"revok\")").joined().contains("did you mean 'door:revoke'?"))
        let commands = try repl.enter(".help")
        for name in [".live", ".dry", ".planned", ".report", ".doors", ".grants", ".log", ".save"] {
            #expect(commands.contains { $0.hasPrefix(name) }, "\(name)")
        }
        #expect(try repl.enter(".help .save").count == 1)
        try repl.expect(".help each", begins: "yeeuu.each(")
        try repl.leave(with: 0)
    }

    @Test("shows frames with every error when it was asked to")
    func frames() throws {
        let place = try Place(doors: 3)
        let script = place.script("local function f() error(\"oh\") end\nlocal ok = 1\nf()\n")
        let plain = try place.yeeuu("run", "--dry-run", script)
        #expect(plain.status == 2 && !plain.errors.contains("in main chunk"), "\(plain.errors)")
        let asked = try place.yeeuu("run", "--dry-run", "--traceback", script)
        #expect(asked.errors.contains("script.lua:1: in function 'f'"), "\(asked.errors)")
        #expect(asked.errors.contains("script.lua:3: in main chunk"), "\(asked.errors)")
        let piped = try place.yeeuu(["repl", "--traceback"], input: "error(\"oh\")\n")
        #expect(piped.errors.contains("repl:1: in main chunk"), "\(piped.errors)")
    }

    private func terminalTail(_ repl: ReplSession) -> String { repl.terminal.tail() }
}
