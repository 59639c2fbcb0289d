import Foundation
import Testing

@Suite("A backup of the whole workspace")
struct BackupTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    private func phrase(_ place: Place, _ text: String = "correct horse battery") -> [String] {
        ["--passphrase-file", place.scratch.file("phrase-\(text.count)", text + "\n").path]
    }

    @discardableResult
    private func restored(
        _ place: Place,
        _ file: String,
        _ name: String = "restored"
    ) throws -> String {
        let folder = place.scratch.path + "/" + name
        let done = try place.yeeuu(["restore", file, folder] + phrase(place))
        guard done.status == 0 else { throw Unexpected(done.all) }
        return folder
    }

    @Test("brings everything back: who holds what, the log, keys, settings, plans, runs and lib")
    func wholeWorkspace() throws {
        let place = try Place(doors: 5)
        let lib = place.folder + "/lib/office/words.lua"
        try FileManager.default.createDirectory(
            atPath: place.folder + "/lib/office",
            withIntermediateDirectories: true
        )
        try Data("return 1\n".utf8).write(to: URL(fileURLWithPath: lib))
        let plan = place.scratch.path + "/p.plan"
        try place.yeeuu("plan", place.script(Self.rotate), "-o", plan)
        #expect(try place.yeeuu("apply", plan, "--yes").status == 0)
        let file = place.scratch.path + "/w.backup"
        let made = try place.yeeuu(["backup", file] + phrase(place))
        #expect(made.status == 0 && made.errors.contains("the log up to entry"), "\(made.all)")

        let folder = try restored(place, file)
        let there = ["YEEUU_WORKSPACE": folder]
        for list in [
            ["grants", "list", "--json", "--reveal", "state=any"], ["doors", "list", "--json"],
            ["runs", "list", "--json"], ["keys", "show"],
        ] {
            let (old, new) = (try place.yeeuu(list), try place.yeeuu(list, environment: there))
            #expect(old.status == 0 && new.output == old.output, "\(list)")
            #expect(!new.lines.isEmpty)
        }
        for name in ["yeeuu.yaml", "lib/office/words.lua", "keys/secret"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: place.folder + "/" + name,
                    andPath: folder + "/" + name
                ),
                "\(name)"
            )
        }
        let plans = try FileManager.default.contentsOfDirectory(atPath: folder + "/plans")
        #expect(plans.count == 2)
        #expect(try place.yeeuu(["log", "verify"], environment: there).status == 0)
        let run = ["run", "--yes", place.script(Self.rotate)]
        #expect(try place.yeeuu(run, environment: there).status == 0)
    }

    @Test("is consistent while a run goes on: the copy's register and log agree")
    func duringARun() throws {
        let place = try Place(doors: 12)
        let output = place.scratch.file("out")
        let slow = place.script(
            """
            for i, g in ipairs(yeeuu.grants { kind = "password" }) do
              g:rotate_password {}
              if i == 5 then yeeuu.sleep(600) end
            end
            """
        )
        let process = Program.process(
            ["run", "--yes", "--json", slow],
            in: place.scratch.path,
            ["YEEUU_WORKSPACE": place.folder]
        )
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try Program.start(process)
        defer {
            if process.isRunning { process.terminate() }
            process.waitUntilExit()
        }
        func outcomes() throws -> Int {
            try String(contentsOf: output, encoding: .utf8)
                .components(separatedBy: "\"type\":\"outcome\"").count - 1
        }
        for _ in 0..<800 where try outcomes() < 5 { usleep(25_000) }
        let file = place.scratch.path + "/live.backup"
        let made = try place.yeeuu(["backup", file] + phrase(place))
        #expect(made.status == 0, "\(made.all)")
        #expect(process.isRunning, "the run was over before the backup was")
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()

        let there = ["YEEUU_WORKSPACE": try restored(place, file)]
        let verified = try place.yeeuu(["log", "verify"], environment: there)
        #expect(verified.status == 0, "\(verified.all)")
        // Every answer that the copied log holds stands in the register beside it, and no other.
        let log = try place.yeeuu(["log", "show", "--json", "--class", "ok"], environment: there)
        let sent = Set(try Self.doors(log.lines))
        #expect(log.lines.count >= 5)
        let grants: [Grant] = try Line.decode(
            place.yeeuu(["grants", "list", "--json", "--reveal"], environment: there).lines
        )
        let before: [Grant] = try Line.decode(
            Place(doors: 12).yeeuu("grants", "list", "--json", "--reveal").lines
        )
        let old = Dictionary(before.map { ($0.id, $0.password) }) { first, _ in first }
        let changed = grants.filter {
            $0.kind == "password" && $0.confidence == "confirmed" && old[$0.id] != $0.password
        }
        #expect(Set(changed.map { [$0.buildingId, $0.code, $0.doorType, $0.door] }) == sent)
        // What was in flight may have been done; it is unknown, with both passwords kept.
        let open = try place.yeeuu(["log", "show", "--unresolved", "--json"], environment: there)
        let unknown = grants.filter { $0.confidence == "unknown" }
        #expect(
            Set(try Self.doors(open.lines)).isSuperset(
                of: unknown.map {
                    [$0.buildingId, $0.code, $0.doorType, $0.door]
                }
            )
        )
        #expect(unknown.allSatisfy { $0.password != nil && $0.pending != nil })
    }

    private static func doors(_ lines: [String]) throws -> [[String]] {
        struct Entry: Decodable {
            let kind: String
            let op: String?
            let door: [String]?
        }
        let entries: [Entry] = try Line.decode(lines)
        return entries.filter { $0.kind == "intent" }.compactMap(\.door)
    }

    @Test(
        "tells the log that it was restored, and a fork is found by a checkpoint of the other one"
    )
    func forks() throws {
        let place = try Place(doors: 3)
        let file = place.scratch.path + "/w.backup"
        #expect(try place.yeeuu(["backup", file] + phrase(place)).status == 0)
        let there = ["YEEUU_WORKSPACE": try restored(place, file)]
        let shown = try place.yeeuu(["log", "show"], environment: there)
        #expect(shown.output.contains("restored from a backup"), "\(shown.all)")
        for environment in [[:], there] {
            let run = ["run", "--yes", place.script(Self.rotate)]
            #expect(try place.yeeuu(run, environment: environment).status == 0)
        }
        let kept = place.scratch.path + "/kept"
        #expect(try place.yeeuu("log", "checkpoint", "-o", kept).status == 0)
        #expect(try place.yeeuu("log", "verify", "--against", kept).status == 0)
        let against = try place.yeeuu(["log", "verify", "--against", kept], environment: there)
        #expect(against.status == 6, "\(against.all)")
    }

    @Test("is restored whole or not at all")
    func refusals() throws {
        let place = try Place(doors: 3)
        let file = place.scratch.path + "/w.backup"
        #expect(try place.yeeuu(["backup", file] + phrase(place)).status == 0)
        let again = try place.yeeuu(["backup", file] + phrase(place))
        #expect(again.status == 2 && again.errors.contains("give another name"), "\(again.all)")
        let target = place.scratch.path + "/back"

        let wrong = try place.yeeuu(
            ["restore", file, target] + phrase(place, "wrong horse batteries")
        )
        #expect(wrong.status == 4 && wrong.errors.contains("wrong passphrase"), "\(wrong.all)")
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        let bad = place.scratch.path + "/bad.backup"
        for index in [3, 16, 20, whole.count / 2] {
            var bytes = whole
            bytes[index] ^= 4
            try bytes.write(to: URL(fileURLWithPath: bad))
            let refused = try place.yeeuu(["restore", bad, target] + phrase(place))
            #expect(refused.status == 4, "byte \(index): \(refused.all)")
        }
        for count in [0, 30, whole.count - 1] {
            try whole.prefix(count).write(to: URL(fileURLWithPath: bad))
            let refused = try place.yeeuu(["restore", bad, target] + phrase(place))
            #expect(refused.status == 4, "cut to \(count): \(refused.all)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: place.scratch.path)
        #expect(!names.contains { $0.hasPrefix("back") }, "\(names)")

        let full = try place.yeeuu(["restore", file, place.folder] + phrase(place))
        #expect(full.status == 2 && full.errors.contains("is not empty"), "\(full.all)")
        let keys = place.scratch.path + "/k.backup"
        #expect(try place.yeeuu(["keys", "backup", keys] + phrase(place)).status == 0)
        let kind = try place.yeeuu(["restore", keys, target] + phrase(place))
        #expect(kind.status == 4 && kind.errors.contains("yeeuu keys restore"), "\(kind.all)")
        let other = try place.yeeuu(["keys", "restore", file] + phrase(place))
        #expect(other.status == 4 && other.errors.contains("'yeeuu restore'"), "\(other.all)")
        try FileManager.default.createDirectory(
            atPath: target,
            withIntermediateDirectories: false
        )
        #expect(try place.yeeuu(["restore", file, target] + phrase(place)).status == 0)
    }
}
