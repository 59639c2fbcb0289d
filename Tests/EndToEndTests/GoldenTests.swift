import Foundation
import Testing

@Suite("What an earlier version wrote")
struct GoldenTests {
    /// What the lists say of a workspace that they must say as ever.
    private func expectLists(_ golden: Golden, in folder: String? = nil) throws {
        for (name, command) in [
            ("grants.jsonl", ["grants", "list", "state=any", "--json", "--reveal"]),
            ("doors.jsonl", ["doors", "list", "--json"]),
            ("runs.jsonl", ["runs", "list", "--json"]),
        ] {
            let list = try golden.yeeuu(command, in: folder)
            #expect(list.status == 0, "\(list.all)")
            #expect(try Golden.lacking(name, in: list.lines) == [], "\(name)")
        }
    }

    @Test("is verified with the same counts and the same root")
    func verified() throws {
        let golden = try Golden()
        let done = try golden.yeeuu(["log", "verify"])
        #expect(done.status == 0, "\(done.all)")
        let said = Set(done.lines)
        for line in try Golden.expected("verify.txt") { #expect(said.contains(line), "\(line)") }
        #expect(try golden.yeeuu(["keys", "show"]).lines == Golden.expected("keys.txt"))
    }

    @Test("is exported byte for byte, and an entry's proof is the same")
    func exported() throws {
        let golden = try Golden()
        let entries = try Golden.bytes("workspace/log/entries/00000000000000000000.jsonl")
        let exported = try golden.yeeuu(["log", "export"])
        #expect(Data(exported.output.utf8) == entries)
        let file = golden.path + "/entry.tlog-proof"
        let proven = try golden.yeeuu(["log", "prove", "6", "-o", file])
        #expect(proven.status == 0, "\(proven.all)")
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: file))
                == Golden.bytes("expected/entry.tlog-proof")
        )
    }

    @Test("is listed the same from its register, from its log and from its backup")
    func listed() throws {
        let golden = try Golden()
        try expectLists(golden)

        let phrase = golden.file("phrase", "golden backup\n")
        let restored = golden.path + "/restored"
        let done = try golden.yeeuu(
            [
                "restore", Golden.stored + "/workspace.backup", restored, "--passphrase-file",
                phrase,
            ]
        )
        #expect(done.status == 0, "\(done.all)")
        try expectLists(golden, in: restored)
        #expect(try golden.yeeuu(["log", "verify"], in: restored).status == 0)
    }

    @Test("makes the same register anew from the log alone")
    func rebuilt() throws {
        let golden = try Golden()
        try FileManager.default.removeItem(atPath: golden.folder + "/register.sqlite")
        let done = try golden.yeeuu(["restore", "--from-log"])
        #expect(done.status == 0, "\(done.all)")
        try expectLists(golden)
    }

    @Test("shows a plan step by step", arguments: ["waiting.plan", "approved.plan"])
    func plans(_ name: String) throws {
        let golden = try Golden()
        let shown = try golden.yeeuu(["show", Golden.stored + "/" + name])
        #expect(shown.status == 0, "\(shown.all)")
        #expect(!shown.errors.contains("could not be applied"), "\(shown.errors)")
        for step in try Golden.expected("steps.txt") {
            let words = step.split(separator: " ").prefix(4)
            let line = shown.lines.first { line in words.dropFirst().allSatisfy(line.contains) }
            #expect(line != nil, "\(step)")
        }
    }

    @Test("is gone on with, and not a byte of it changes")
    func goneOnWith() throws {
        let golden = try Golden()
        let name = "/log/entries/00000000000000000000.jsonl"
        let before = try Golden.bytes("workspace" + name)
        let changed = try golden.yeeuu(["doors", "protect", "building=B001"])
        #expect(changed.status == 0, "\(changed.all)")
        let after = try Data(contentsOf: URL(fileURLWithPath: golden.folder + name))
        #expect(after.count > before.count && after.starts(with: before))
        let verified = try golden.yeeuu(["log", "verify"])
        #expect(verified.status == 0, "\(verified.all)")
        #expect(try golden.yeeuu(["grants", "list", "--json"]).status == 0)
    }
}
