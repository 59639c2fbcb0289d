import Foundation
import Testing

@Suite("A register lost and made anew from the log")
struct BackupFromLogTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    /// Every table of a register, sealed texts apart, as python3's sqlite3 reads it.
    private func tables(_ place: Place) throws -> String {
        let python = """
            import re, sqlite3, sys
            db = sqlite3.connect(sys.argv[1])
            names = [r[0] for r in db.execute("select name from sqlite_master where type = 'table'")]
            for name in sorted(n for n in names if not n.startswith(("sqlite_", "grdb_"))
                if n != "items"):
                rows = db.execute("select * from " + name)
                head = [c[0] for c in rows.description]
                print(name, head)
                for row in sorted(map(str, ([re.sub(r"v1\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]+", "SEALED", str(v))
                    for h, v in zip(head, r) if h != "report"] for r in rows))):
                    print(row)
            """
        return try Shell.run(["python3", "-c", python, place.folder + "/register.sqlite"])
    }

    private static func lines(_ text: String) -> Set<Substring> {
        Set(text.split(separator: "\n"))
    }

    private func lists(_ place: Place) throws -> [String] {
        try [
            ["grants", "list", "--json", "--reveal", "state=any"], ["doors", "list", "--json"],
            ["runs", "list", "--json"],
        ].map { try place.yeeuu($0).output }
    }

    /// A workspace that has been through imports, runs, a plan and its undoing, and forgetting.
    private func used() throws -> Place {
        let place = try Place(doors: 6)
        let doors = place.scratch.file(
            "d.csv",
            "buildingId,code,doorType,door,name,occupied\nB900,1,1,,\u{4e00},yes\nB900,2,1,,x,no\n"
        )
        let grants = place.scratch.file(
            "g.csv",
            "buildingId,code,doorType,door,kind,authoredMobile,authoredName,author,startTime,endTime,password\n"
                + "B900,1,1,,password,13900000001,王芳,office,2026-01-01,2027-12-01,9061748250\n"
                + "B900,2,1,,password,13900000002,李明,office,2026-01-01,2027-12-01,\n"
        )
        let plan = place.scratch.path + "/p.plan"
        let steps = [
            ["doors", "import", doors.path], ["grants", "import", grants.path],
            ["doors", "sync", "--yes"], ["run", "--yes", place.script(Self.rotate)],
            ["doors", "protect", "building=B900"], ["doors", "protect", "building=B900", "--off"],
            ["doors", "set", "building=B900", "--vacant", "--unit", "7"],
            ["run", "--dry-run", place.script(Self.rotate)],
            ["plan", place.script(Self.rotate), "-o", plan], ["apply", plan, "--yes"],
            ["grants", "forget", "mobile=13900000002"],
        ]
        for step in steps {
            let done = try place.yeeuu(step)
            guard done.status == 0 else { throw Unexpected("\(step): \(done.all)") }
        }
        return place
    }

    @Test("is the same in every table, and the workspace goes on with it")
    func everyTable() throws {
        let place = try used()
        let said = try lists(place)
        // The lists showed passwords, which the log got to know; a run takes the register there, too.
        #expect(try place.yeeuu("run", "--yes", place.script("", name: "empty.lua")).status == 0)
        let before = try tables(place)
        let there = try place.yeeuu("restore", "--from-log")
        #expect(there.status == 2 && there.errors.contains("move it away"), "\(there.all)")
        for end in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: place.folder + "/register.sqlite" + end)
        }
        // The log and the vault key are all it needs.
        let keys = try FileManager.default.contentsOfDirectory(atPath: place.folder + "/keys")
        let others = keys.filter { !$0.hasPrefix("vault.") }
        #expect(others.count >= 3)
        for name in others {
            try FileManager.default.moveItem(
                atPath: place.folder + "/keys/" + name,
                toPath: place.scratch.path + "/" + name
            )
        }
        let made = try place.yeeuu("restore", "--from-log")
        #expect(made.status == 0 && made.errors.contains("made register.sqlite"), "\(made.all)")
        for name in others {
            try FileManager.default.moveItem(
                atPath: place.scratch.path + "/" + name,
                toPath: place.folder + "/keys/" + name
            )
        }
        let changed = Self.lines(before).symmetricDifference(Self.lines(try tables(place)))
        #expect(changed.isEmpty, "\(changed.sorted().joined(separator: "\n"))")
        let now = try lists(place)
        #expect(now.count == 3 && zip(now, said).allSatisfy { $0.hasPrefix($1) })
        #expect(now[..<2] == said[..<2])
        let script = place.script(Self.rotate)
        let again = try place.yeeuu(
            "run",
            "--yes",
            "--only-unfinished",
            try place.lastRun(),
            script
        )
        #expect(again.status == 2 && again.errors.contains("none of its items"), "\(again.all)")
        #expect(try place.yeeuu("run", "--yes", script).status == 0)
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("is not made from a log that does not verify, and counts what no key opens")
    func refusals() throws {
        let place = try used()
        for end in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: place.folder + "/register.sqlite" + end)
        }
        let entries = place.folder + "/log/entries/00000000000000000000.jsonl"
        let whole = try Data(contentsOf: URL(fileURLWithPath: entries))
        var bad = whole
        bad[200] ^= 1
        try bad.write(to: URL(fileURLWithPath: entries))
        let refused = try place.yeeuu("restore", "--from-log")
        #expect(refused.status == 7 && refused.errors.contains("log verify"), "\(refused.all)")
        #expect(!FileManager.default.fileExists(atPath: place.folder + "/register.sqlite"))
        try whole.write(to: URL(fileURLWithPath: entries))
        for name in try FileManager.default.contentsOfDirectory(atPath: place.folder + "/keys")
        where name.hasPrefix("vault.") {
            try FileManager.default.removeItem(atPath: place.folder + "/keys/" + name)
        }
        let none = try place.yeeuu("restore", "--from-log")
        #expect(none.status == 4 && none.errors.contains("keys rotate --vault"), "\(none.all)")
        #expect(try place.yeeuu("keys", "rotate", "--vault").status == 0)
        let made = try place.yeeuu("restore", "--from-log")
        #expect(made.status == 1 && made.errors.contains("cannot be opened"), "\(made.all)")
    }

    @Test("takes neither a file nor a passphrase")
    func usage() throws {
        let place = try Place(doors: 1)
        for arguments in [
            ["restore"], ["restore", "f"], ["restore", "--from-log", "f"],
            ["restore", "--from-log", "--passphrase-file", "f"],
            ["restore", "f", "d", "--workspace", "w"],
        ] {
            let refused = try place.yeeuu(arguments)
            #expect(refused.status == 2 && refused.output.isEmpty, "\(arguments): \(refused.all)")
        }
    }
}
