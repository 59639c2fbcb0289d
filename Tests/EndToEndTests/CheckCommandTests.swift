import Foundation
import Testing

@Suite("yeeuu check and yeeuu stubs")
struct CheckCommandTests {
    @Test("name file, line and column of every mistake in every script, and end with 2")
    func files() throws {
        let scratch = Scratch()
        let good = scratch.file("good.lua", "print(#yeeuu.doors{all = true})\n").path
        _ = scratch.file("names.lua", "pritn(1)\nyeeuu.doors{buildng = \"B\"}\n")
        _ = scratch.file("syntax.lua", "local x <const> = 1\nx = 2\n")
        let fine = try Program.run(["check", good], in: scratch.path)
        #expect(fine.status == 0 && fine.output.isEmpty && fine.errors.contains("1 script"))
        let found = try Program.run(
            ["check", "good.lua", "names.lua", "syntax.lua"],
            in: scratch.path
        )
        #expect(found.status == 2)
        #expect(
            found.lines == [
                "names.lua:1:1: nothing is called 'pritn' here; did you mean 'print'?",
                "names.lua:2:13: yeeuu.doors: no such parameter 'buildng'; did you mean 'building'?",
                "syntax.lua:2:1: 'x' is constant and cannot be assigned to",
            ]
        )
        let none = try Program.run(["check", "god.lua"], in: scratch.path)
        #expect(none.status == 2 && none.errors.contains("did you mean 'good.lua'?"))
    }

    @Test(
        "a script that begins as a program of its own, or as Windows' editor does, is checked and run",
        arguments: ["", "\u{FEFF}"]
    )
    func shebang(_ mark: String) throws {
        let place = try Place(doors: 3)
        let text = "#!/usr/bin/env -S yeeuu run\nprint(#yeeuu.doors{all = true}, require(\"m\"))\n"
        let script = place.script(mark + text)
        _ = place.script(mark + "return 4\n", name: "m.lua")
        #expect(try place.yeeuu("check", script).status == 0)
        #expect(try place.yeeuu("run", script).output == "3\t4\n")
    }

    @Test("stubs are written where they are wanted")
    func stubs() throws {
        let scratch = Scratch()
        #expect(try Program.run(["stubs", "-o", "editor"], in: scratch.path).status == 0)
        for name in ["yeeuu.lua", ".luarc.json", ".luacheckrc"] {
            let text = try String(contentsOfFile: scratch.path + "/editor/" + name, encoding: .utf8)
            #expect(text.contains("yeeuu"), "\(name)")
        }
        let check = try Program.run(["check", "editor/yeeuu.lua"], in: scratch.path)
        #expect(!check.output.contains("expected"), "\(check.output)")
    }
}
