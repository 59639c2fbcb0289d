import Foundation
import Testing

@Suite("Something that takes the place of what was lost")
struct RestoreTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    private func phrase(_ place: Place) -> [String] {
        ["--passphrase-file", place.scratch.file("phrase", "correct horse battery\n").path]
    }

    private func list(_ place: Place) throws -> String {
        let list = try place.yeeuu("grants", "list", "--json", "--reveal", "state=any")
        guard list.status == 0 else { throw Unexpected(list.all) }
        return list.output
    }

    private func register(_ place: Place, _ end: String = "") -> String {
        place.folder + "/register.sqlite" + end
    }

    private func isSound(_ place: Place) throws -> Bool {
        let check =
            "import sqlite3,sys; print(sqlite3.connect(sys.argv[1])"
            + ".execute('pragma integrity_check').fetchall())"
        return try Shell.run(["python3", "-c", check, register(place)]).contains("[('ok',)]")
    }

    @Test("a register made anew is sound beside what a killed run left, and while a REPL is open")
    func registerAnew() throws {
        let place = try Place(doors: 12)
        #expect(try place.yeeuu("run", "--yes", place.script(Self.rotate)).status == 0)
        // As after a kill: the last changes stand beside the register.
        let keep = place.scratch.path + "/kept"
        let repl = try ReplSession(place)
        try place.yeeuu("doors", "set", "all=true", "--unit", "9")
        try FileManager.default.copyItem(atPath: register(place, "-wal"), toPath: keep + "-wal")
        try FileManager.default.copyItem(atPath: register(place, "-shm"), toPath: keep + "-shm")
        let size = try FileManager.default.attributesOfItem(atPath: keep + "-wal")[.size] as? Int
        #expect(size ?? 0 > 0)
        #expect(try place.yeeuu("run", "--yes", place.script(Self.rotate)).status == 0)
        let before = try list(place)
        for end in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: register(place, end))
        }
        for end in ["-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: keep + end, toPath: register(place, end))
        }
        let made = try place.yeeuu("restore", "--from-log")
        #expect(made.status == 0, "\(made.all)")
        #expect(try list(place) == before)
        #expect(try isSound(place))
        // What the session still does goes to the lost one.
        try repl.enter(Self.rotate)
        repl.terminal.type("\u{4}")
        _ = try repl.terminal.end()
        #expect(try place.yeeuu("doors", "set", "all=true", "--unit", "7").status == 0)
        #expect(try list(place) == before)
        #expect(try isSound(place))
        let names = try FileManager.default.contentsOfDirectory(atPath: place.folder)
        #expect(!names.contains { $0.hasSuffix(".new") }, "\(names)")
    }

    @Test("a backup whose register is damaged brings it back from its log")
    func damaged() throws {
        let place = try Place(doors: 40)
        let file = place.scratch.path + "/w.backup"
        let before = try list(place)
        let backup = ["backup", file] + phrase(place)
        #expect(try place.yeeuu(backup).status == 0)
        let bytes = try FileHandle(forWritingTo: URL(fileURLWithPath: register(place)))
        for page in 3..<12 {
            try bytes.seek(toOffset: UInt64(page * 4096))
            try bytes.write(contentsOf: Data(repeating: 0x5A, count: 4096))
        }
        try bytes.close()
        let refused = try place.yeeuu(["backup", file + "2"] + phrase(place))
        #expect(refused.status == 2 && refused.errors.contains("damaged"), "\(refused.all)")
        #expect(!FileManager.default.fileExists(atPath: file + "2"))
        for end in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: register(place, end))
        }
        #expect(try place.yeeuu("restore", "--from-log").status == 0)
        #expect(try list(place) == before)
    }

    @Test("a restored workspace applies no plan that the old one may have applied")
    func plans() throws {
        let place = try Place(doors: 4)
        let plan = place.scratch.path + "/p.plan"
        let backup = ["backup", place.scratch.path + "/w.backup"] + phrase(place)
        let script = place.script(Self.rotate)
        #expect(try place.yeeuu("plan", script, "-o", plan).status == 0)
        #expect(try place.yeeuu(backup).status == 0)
        #expect(try place.yeeuu("apply", plan).status == 0)
        sleep(1)
        let folder = place.scratch.path + "/back"
        let restore = ["restore", place.scratch.path + "/w.backup", folder] + phrase(place)
        #expect(try place.yeeuu(restore).status == 0)
        let there = ["YEEUU_WORKSPACE": folder]
        let held = try place.yeeuu(["grants", "list", "--json", "--reveal"], environment: there)
        let refused = try place.yeeuu(["apply", plan], environment: there)
        #expect(refused.status == 5 && refused.errors.contains("--apply-again"), "\(refused.all)")
        let same = try place.yeeuu(["grants", "list", "--json", "--reveal"], environment: there)
        #expect(same.output == held.output)
        let words = refused.errors.components(separatedBy: "--apply-again ")
        let id = words.last?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        let other = try place.yeeuu(["apply", "--apply-again", "x", plan], environment: there)
        #expect(other.status == 2, "\(other.all)")
        let again = try place.yeeuu(["apply", "--apply-again", id, plan], environment: there)
        #expect(again.status == 0, "\(again.all)")
        sleep(1)
        #expect(
            try place.yeeuu(["plan", script, "-o", plan + "2"], environment: there).status == 0
        )
        #expect(try place.yeeuu(["apply", plan + "2"], environment: there).status == 0)
        // A register made anew knows it too.
        for end in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder + "/register.sqlite" + end)
        }
        try FileManager.default.removeItem(atPath: folder + "/plans")
        #expect(try place.yeeuu(["restore", "--from-log"], environment: there).status == 0)
        #expect(try place.yeeuu(["apply", plan], environment: there).status == 5)
    }

    @Test("a list or a plan whose name may not be kept is not there, and its command says so")
    func noRoom() throws {
        let place = try Place(doors: 3)
        let script = place.script(Self.rotate)
        #expect(try place.yeeuu("run", "--yes", script).status == 0)
        let folder = place.scratch.path + "/closed"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
        let run = try place.lastRun()
        let strace = [
            "env", "YEEUU_WORKSPACE=\(place.folder)", "strace", "-f", "-qq", "-o", "/dev/null",
            "-P", folder, "-e", "trace=fsync", "-e", "inject=fsync:error=EIO", Program.path,
        ]
        for command in [
            ["plan", script, "-o", folder + "/p.plan"],
            ["runs", "export", run, "--reveal", "-o", folder + "/list.csv"],
            ["backup", folder + "/w.backup"] + phrase(place),
        ] {
            do {
                let said = try Shell.run(strace + command)
                Issue.record("\(command): \(said)")
            } catch let error as Unexpected {
                let words = error.description
                #expect(words.contains("Input/output error"), "\(words)")
                #expect(words.hasPrefix("env: 2:") || words.hasPrefix("env: 4:"), "\(words)")
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left.isEmpty, "\(command): \(left)")
        }
    }
}
