import Foundation
import Testing

@Suite("A workspace and its lists")
struct WorkspaceTests {
    @Test("the register knows what the sandbox holds, from the beginning")
    func sameEstate() throws {
        let place = try Place(doors: 40)
        let held = try place.held()
        let known = try place.grants("state=any")
        #expect(
            !held.isEmpty
                && held.map(\.id).sorted { $0.lexicographicallyPrecedes($1) }
                    == known.map(\.id).sorted { $0.lexicographicallyPrecedes($1) }
        )
        #expect(try place.yeeuu("doors", "list", "--json").lines.count == 40)
    }

    @Test("is found upwards from the current folder")
    func found() throws {
        let place = try Place(doors: 3)
        let deep = place.folder + "/lib"
        #expect(try Program.run(["doors", "list"], in: deep).status == 0)
        let outside = try Program.run(["doors", "list"], in: place.scratch.path)
        #expect(outside.status == 2 && outside.errors.contains("no yeeuu.yaml"))
    }

    @Test("protected doors are left alone, and the run says so with 5")
    func protection() throws {
        let place = try Place(doors: 3)
        #expect(try place.yeeuu("doors", "protect", "all=true").status == 0)
        let before = try place.state()
        let lua =
            "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"
        let run = try place.yeeuu("run", "--yes", place.script(lua))
        #expect(run.status == 5 && run.errors.contains("protected"), "\(run.all)")
        #expect(try place.state() == before)
        #expect(try place.yeeuu("doors", "protect", "--off", "all=true").status == 0)
        #expect(try place.yeeuu("run", "--yes", place.script(lua)).status == 0)
    }

    @Test("a stopped run names every item that it did not begin")
    func notStarted() throws {
        let place = try Place(doors: 12)
        let lua =
            "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"
        let count = try place.grants("kind=password").count
        let run = try place.yeeuu("run", "--yes", "--max-changes", "3", place.script(lua))
        #expect(run.status == 5, "\(run.all)")
        #expect(run.errors.contains("3 confirmed"), "\(run.all)")
        #expect(run.errors.contains("\(count - 3) skipped"), "\(run.all)")
    }

    @Test("doors sync sends new and changed doors alone")
    func sync() throws {
        let place = try Place(doors: 3)
        let nothing = try place.yeeuu("doors", "sync", "--yes")
        #expect(nothing.status == 0 && nothing.errors.contains("every door is synchronized"))
        _ = place.scratch.file(
            "doors.csv",
            "小区编码,小区名称,楼栋,单元,房源名称,房源编码,房门名称,房门类型\n"
                + "B009,新苑,1,1,101,90000001,,大门\nB009,新苑,1,1,101,90000001,甲,内房门\n"
        )
        #expect(try place.yeeuu("doors", "import", "doors.csv").status == 0)
        let rehearsed = try place.yeeuu("doors", "sync", "--dry-run")
        let line = "~ B009/90000001/甲  synchronization imported → confirmed"
        #expect(rehearsed.status == 0 && rehearsed.lines.contains(line), "\(rehearsed.all)")
        #expect(try place.yeeuu("doors", "sync").status == 5)
        #expect(!(try place.state()).contains("B009"))
        let sent = try place.yeeuu("doors", "sync", "--yes")
        #expect(sent.status == 0, "\(sent.all)")
        let doors = try place.state().split(separator: "\n").filter { $0.contains("B009") }
        #expect(doors.count == 2)
        #expect(try place.yeeuu("doors", "sync", "--yes").errors.contains("every door"))
    }

    @Test("the REPL works in a pipe: echoes, goes on over lines, plans and does not send")
    func repl() throws {
        let place = try Place(doors: 3)
        let before = try place.state()
        let talk = """
            1 + 1
            local grants = yeeuu.grants { kind = "password" }
            for _, g in ipairs(grants) do
              g:rotate_password {}
            end
            .planned
            .quit
            """
        let result = try place.yeeuu(["repl"], input: talk)
        #expect(result.output.hasPrefix("2\n"), "\(result.all)")
        #expect(result.output.contains("~ ") && result.output.contains("••••••"))
        for (mistake, words) in [
            (".nonsense", "no such command '.nonsense'"), ("error('oops')", "oops"),
        ] {
            let ended = try place.yeeuu(["repl"], input: mistake + "\nprint('after')\n")
            #expect(ended.status == 2 && ended.errors.contains(words), "\(ended.all)")
            #expect(!ended.output.contains("after"))
        }
        #expect(try place.state() == before)
        #expect(try place.yeeuu("repl", "--live").status == 5)
    }

    @Test("a changed byte of the log is found")
    func tampering() throws {
        let place = try Place(doors: 3)
        let lua = "yeeuu.grants { kind = \"password\" }[1]:rotate_password {}"
        try place.yeeuu("run", "--yes", place.script(lua))
        let kept = place.scratch.path + "/kept"
        #expect(try place.yeeuu("log", "checkpoint", "-o", kept).status == 0)
        #expect(try place.yeeuu("log", "verify", "--against", kept).status == 0)
        let file = place.folder + "/log/entries/00000000000000000000.jsonl"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let changed = text.replacingOccurrences(of: "\"class\":\"ok\"", with: "\"class\":\"no\"")
        #expect(changed != text)
        try changed.write(toFile: file, atomically: false, encoding: .utf8)
        #expect(try place.yeeuu("log", "verify").status == 3)
    }
}
