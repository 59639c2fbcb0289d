import Foundation
import Testing

@Suite("What a REPL session plans, saves and sends")
struct ReplRunTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants{kind = \"password\"}, function(g) g:rotate_password{} end)"

    @Test("is shown by .planned, saved by .save, and applied as any plan")
    func saving() throws {
        let place = try Place(doors: 3)
        let before = try place.state()
        let repl = try ReplSession(place)
        #expect(try repl.enter(".planned") == ["nothing is planned"])
        #expect(try repl.enter(".save empty.plan").joined().contains("no plan to save"))
        try repl.enter(Self.rotate + " ; x = 1")
        let planned = try repl.enter(".planned")
        #expect(!planned.isEmpty && planned.allSatisfy { $0.hasPrefix("~ ") }, "\(planned)")
        let saved = try repl.enter(".save rotate.plan")
        #expect(saved.joined().contains("saved rotate.plan"), "\(saved)")
        #expect(try repl.enter(".save rotate.plan").joined().contains("is there already"))
        #expect(try repl.enter("x") == ["1"])
        let file = place.scratch.path + "/rotate.plan"
        let shown = try place.yeeuu("show", file)
        #expect(shown.status == 0 && shown.output.contains("may send generate_password"))
        #expect(try place.state() == before)
        #expect(try repl.enter(".dry").joined().contains("a new run begins"))
        #expect(try repl.enter(".planned") == ["nothing is planned"])
        try repl.leave(with: 0)
        let applied = try place.yeeuu("apply", file)
        #expect(applied.status == 0, "\(applied.all)")
        #expect(applied.errors.contains("\(planned.count) confirmed"), "\(applied.errors)")
        #expect(try place.state() != before)
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test(".live asks first, then writes are sent; .dry goes back")
    func live() throws {
        let place = try Place(doors: 3)
        let before = try place.state()
        let repl = try ReplSession(place)
        try answer(repl, "n")
        #expect(repl.prompt == "yeeuu dry-run sandbox>")
        try answer(repl, "\u{3}")
        #expect(repl.prompt == "yeeuu dry-run sandbox>")
        try answer(repl, "y")
        #expect(repl.prompt == "yeeuu live sandbox>")
        #expect(try repl.enter(".live") == ["it is live already"])
        #expect(try place.state() == before)
        try repl.enter(Self.rotate)
        #expect(try place.state() != before)
        #expect(try repl.enter(".report").joined().hasSuffix(" confirmed"))
        #expect(try repl.enter(".save x.plan").joined().contains("only a dry run can be saved"))
        #expect(try repl.enter(".log").contains { $0.contains("generate_password") })
        #expect(try repl.enter(".dry").joined().contains("a new run begins"))
        #expect(repl.prompt == "yeeuu dry-run sandbox>")
        try repl.leave(with: 0)
    }

    @Test("--live asks before it begins")
    func liveFlag() throws {
        let place = try Place(doors: 3)
        for (key, code) in [("n\r", Int32(5)), ("\u{3}", 130)] {
            let repl = try ReplSession(place, "--live")
            try repl.terminal.wait(for: "send writes to sandbox? [y/N]")
            repl.terminal.type(key)
            #expect(try repl.terminal.end() == code)
        }
        let repl = try ReplSession(place, "--live")
        try repl.terminal.wait(for: "[y/N]")
        repl.terminal.type("y\r")
        try repl.waitForPrompt(after: 0)
        #expect(repl.prompt == "yeeuu live sandbox>")
        try repl.leave(with: 0)
    }

    @Test("Ctrl-C in a live line starts nothing more, waits for what is in flight, and goes on")
    func interruptedLive() throws {
        let place = try Place(doors: 40)
        let server = try Server(place, "--fault", "latency:300")
        let repl = try ReplSession(
            place,
            "--live",
            "--yes",
            "--concurrency",
            "2",
            environment: ["YEEUU_TARGET": server.target]
        )
        try repl.waitForPrompt(after: -1)
        let row = repl.terminal.screen.row
        repl.terminal.type(Self.rotate + "\r")
        try repl.terminal.wait(for: "an answer", { $0.current.contains(/confirmed [1-9]/) })
        try repl.stop(after: row)
        let sent = try server.requests()
        #expect(try sent < place.grants("kind=password").count)
        #expect(repl.terminal.lines.contains { $0.contains("yeeuu: interrupted") })
        #expect(try repl.enter(".report").joined().contains(" confirmed"))
        #expect(try server.requests() == sent)
        let one = "yeeuu.grants{kind = \"password\"}[1]:rotate_password{}"
        #expect(try repl.enter(one) == ["secret ••••••"])
        #expect(try server.requests() == sent + 1)
        try repl.leave(with: 0)
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("lists doors and grants, and runs a file in the same session")
    func files() throws {
        let place = try Place(doors: 3)
        _ = place.script("found = #yeeuu.doors{all = true}\nprint(\"ran\")", name: "find.lua")
        _ = place.script("local x = 1\nerror(\"oh\")", name: "bad.lua")
        let repl = try ReplSession(place)
        #expect(try repl.enter(".doors").count == 4)
        #expect(try repl.enter(".doors building=B001 code=nope").isEmpty)
        #expect(try repl.enter(".grants kind=password").first?.hasPrefix("buildingId") == true)
        #expect(try repl.enter(".doors buildng=B001").joined().contains("did you mean 'building'"))
        #expect(try repl.enter(".run find.lua") == ["ran"])
        #expect(try repl.enter("found") == ["3"])
        #expect(try repl.enter(".run bad.lua") == ["yeeuu: bad.lua:2: oh"])
        #expect(try repl.enter(".run fnd.lua").joined().contains("did you mean 'find.lua'?"))
        try repl.leave(with: 0)
    }

    private func answer(_ repl: ReplSession, _ answer: String) throws {
        let row = repl.terminal.screen.row
        repl.terminal.type(".live\r")
        try repl.terminal.wait(
            for: "the question",
            { $0.row > row && $0.current.hasSuffix("from now on? [y/N]") }
        )
        repl.terminal.type(answer == "\u{3}" ? answer : answer + "\r")
        try repl.waitForPrompt(after: row + 1)
    }
}

@Suite("The REPL without a terminal")
struct ReplPipeTests {
    /// What is piped in, what comes out, what is told, how it ends.
    static let cases: [(String, String, String, Int32)] = [
        ("print(1+1)\n", "2\n", "0 changes planned", 0),
        ("1 + 1\n_1 * 21", "2\n42\n", "", 0),
        ("for i = 1, 2 do\nprint(i)\nend\n", "1\n2\n", "", 0),
        ("local x = 5\n\nprint(x)\n.quit\nprint(9)\n", "5\n", "", 0),
        ("print(1)\nerror('oh')\nprint(2)\n", "1\n", "yeeuu: repl:1: oh\n", 2),
        (".quti\nprint(2)\n", "", "did you mean '.quit'?", 2),
        ("print(1\n", "", "the input ends where more is expected", 2),
        (".live\nprint(2)\n", "", "start with 'yeeuu repl --live --yes'", 5),
        ("x = = 1\n", "", "repl:1: unexpected symbol", 2),
        ("print('\\27[31m')\n", "\u{1B}[31m\n", "", 0),
        ("", "", "nothing was sent", 0),
    ]

    @Test("does what it reads, says what scripts need, and ends with the first mistake's code")
    func piped() throws {
        let place = try Place(doors: 3)
        for (input, output, errors, code) in Self.cases {
            let result = try place.yeeuu(["repl"], input: input)
            #expect(result.status == code, "\(input): \(result.all)")
            #expect(result.output == output, "\(input)")
            #expect(errors.isEmpty || result.errors.contains(errors), "\(input): \(result.errors)")
            #expect(!result.all.contains("sandbox>"), "\(input)")
        }
        #expect(!FileManager.default.fileExists(atPath: place.folder + "/history"))
    }

    @Test("sends with --live --yes, and not otherwise")
    func live() throws {
        let place = try Place(doors: 3)
        let before = try place.state()
        let line = "yeeuu.grants{kind = \"password\"}[1]:rotate_password{}\n"
        #expect(try place.yeeuu(["repl", "--live"], input: line).status == 5)
        #expect(try place.yeeuu(["repl"], input: line).status == 0)
        #expect(try place.state() == before)
        let sent = try place.yeeuu(["repl", "--live", "--yes"], input: line)
        #expect(sent.status == 0 && sent.errors.contains("1 confirmed"), "\(sent.all)")
        #expect(try place.state() != before)
    }
}
