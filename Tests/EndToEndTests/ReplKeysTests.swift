import Foundation
import Testing

@Suite("Keys at the REPL")
struct ReplKeysTests {
    @Test("Tab completes globals, fields, methods, parameters and the session's own names")
    func names() throws {
        let repl = try ReplSession(try Place(doors: 12))
        try repl.type("yee\t", shows: "yeeuu")
        try repl.type(".ga\u{8}\u{8}gr\t", shows: "yeeuu.grants")
        try repl.type("{bui\t", shows: "yeeuu.grants{building")
        #expect(try listing(repl, "\t").contains("buildingId = "))
        try repl.type("Id\t", shows: "yeeuu.grants{buildingId = ")
        try repl.clear()

        try repl.enter("local mine = {alpha = 1, album = 2}")
        try repl.enter("somewhere = 5")
        try repl.type("somew\t", shows: "somewhere")
        try repl.clear()
        try repl.type("mine.al", shows: "mine.al")
        #expect(try listing(repl, "\t") == "album  alpha")
        try repl.type("p\t", shows: "mine.alpha")
        #expect(try repl.enter("") == ["1"])
        try repl.enter("local d = yeeuu.doors{all = true}[1]")
        try repl.type("d:rot\t", shows: "d:rotate_password")
        try repl.clear()
        try repl.type("d.buildingI\t", shows: "d.buildingId")
        #expect(try repl.enter("") == ["\"B001\""])
        try repl.type("string.gs\t", shows: "string.gsub")
        try repl.clear()
        try repl.type("  \t", shows: "    ")
        try repl.clear()
        try repl.leave(with: 0)
    }

    @Test("Tab completes buildings and doors from the register, commands and files")
    func ids() throws {
        let place = try Place(doors: 150)
        _ = place.script("print(5)", name: "five.lua")
        let repl = try ReplSession(place)
        try repl.type("yeeuu.doors{building = \"B\t", shows: "yeeuu.doors{building = \"B00")
        try repl.type("1\", code = \"\t", shows: "yeeuu.doors{building = \"B001\", code = \"200000")
        #expect(try listing(repl, "\t").contains("20000001  "))
        try repl.clear()
        try repl.type(".gra\t", shows: ".grants")
        try repl.type(" bu\t", shows: ".grants building")
        try repl.type("=B\t", shows: ".grants building=B00")
        try repl.clear()
        try repl.type(".run fi\t", shows: ".run five.lua")
        #expect(try repl.enter("") == ["5"])
        try repl.type(".help yeeuu.ea\t", shows: ".help yeeuu.each")
        try repl.clear()
        try repl.leave(with: 0)
    }

    @Test("Ctrl-C clears what is typed, unfinished lines included")
    func clearing() throws {
        let repl = try ReplSession(try Place(doors: 3))
        repl.terminal.type("print(123")
        try repl.terminal.wait(for: "print(123")
        try repl.clear()
        try repl.enter("if true then")
        #expect(repl.prompt == "yeeuu dry-run sandbox>>")
        try repl.clear()
        #expect(repl.prompt == "yeeuu dry-run sandbox>")
        #expect(try repl.enter("print(7)") == ["7"])
        try repl.leave(with: 0)
    }

    @Test("Ctrl-C stops what runs, again and again, and the session goes on")
    func stopping() throws {
        let repl = try ReplSession(try Place(doors: 3))
        let lines = [
            "while true do end", "while true do pcall(error) end", "yeeuu.sleep(1000)",
            "local _ = (\"a\"):rep(300):find(\".-.-.-.-b\")",
        ]
        try repl.enter("x = 1")
        for (number, line) in lines.enumerated() {
            let row = repl.terminal.screen.row
            repl.terminal.type("print(\"on\", \(number)); \(line)\r")
            try repl.terminal.wait(for: "on      \(number)")
            try repl.stop(after: row)
            let shown = repl.terminal.lines[row..<repl.terminal.screen.row]
            #expect(shown.contains { $0.contains("yeeuu: interrupted") }, "\(line): \(shown)")
            #expect(try repl.enter("x") == ["1"])
        }
        try repl.type("abc", shows: "abc")
        try repl.clear()
        try repl.leave(with: 0)
    }

    @Test("a signal to end from elsewhere leaves as Ctrl-D does")
    func ending() throws {
        let repl = try ReplSession(try Place(doors: 3))
        repl.terminal.signal(SIGTERM)
        #expect(try repl.terminal.end() == 0)
        #expect(repl.terminal.tail().contains("0 changes planned"))
    }

    @Test("the history goes from session to session, and holds no line with a password")
    func history() throws {
        let place = try Place(doors: 3)
        let first = try ReplSession(place)
        try first.enter("print(\"first\")")
        try first.enter("local p = \"735194\"")
        try first.enter("for i = 1, 2 do")
        try first.enter("  print(i)")
        try first.enter("end")
        try first.enter(".report")
        try first.leave(with: 0)
        let file = place.folder + "/history"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(!text.contains("735194") && text.contains("print(\"first\")"))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)

        let second = try ReplSession(place)
        let up = "\u{1B}[A"
        try second.type(up, shows: ".report")
        second.terminal.type(up)
        try second.terminal.wait(
            for: "the loop",
            { $0.lines.contains { $0.contains("> for i = 1") } }
        )
        try second.type(up, shows: "print(\"first\")")
        #expect(try second.enter("") == ["first"])
        let row = second.terminal.screen.row
        second.terminal.type(up + up + up)
        try second.terminal.wait(for: "end", { $0.current == "end" })
        second.terminal.type("\r")
        try second.waitForPrompt(after: row + 3)
        #expect(second.terminal.lines[(row + 3)..<(row + 5)] == ["1", "2"])
        try second.leave(with: 0)
    }

    /// What Tab lists below the line.
    private func listing(_ repl: ReplSession, _ keys: String) throws -> String {
        let row = repl.terminal.screen.row
        let line = repl.terminal.screen.current
        repl.terminal.type(keys)
        try repl.terminal.wait(for: "a list", { $0.row > row && $0.current == line })
        return repl.terminal.lines[(row + 1)..<repl.terminal.screen.row].joined(separator: "\n")
    }
}
