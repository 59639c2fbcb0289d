import Foundation
import Testing

@Suite("Lines that somebody else appended to the log")
struct LogForeignLinesTests {
    private static let name = "/log/entries/00000000000000000000.jsonl"
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    private func lines(_ place: Place) throws -> [String] {
        try String(contentsOfFile: place.folder + Self.name, encoding: .utf8)
            .split(separator: "\n").map { String($0) }
    }

    private func append(_ text: String, to place: Place) throws {
        let handle = try #require(FileHandle(forWritingAtPath: place.folder + Self.name))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    @Test("do not make a removed password active again, though their numbers are right")
    func replayed() throws {
        let place = try Place(doors: 3)
        #expect(try place.yeeuu("run", "--yes", place.script(Self.rotate)).status == 0)
        let grant = try #require(try place.grants("kind=password").first)
        let mobile = try #require(grant.authoredMobile)
        let set = try lines(place)
        let selection = ["kind=password", "mobile=\(mobile)", "code=\(grant.code)", "doorType=1"]
        func held() throws -> [Grant] {
            let list = try place.yeeuu(["grants", "list", "--json"] + selection)
            guard list.status == 0 else { throw Unexpected(list.all) }
            return try Line.decode(list.lines)
        }
        let away = place.script(
            """
            yeeuu.door { buildingId = "\(grant.buildingId)", code = "\(grant.code)", doorType = "1" }
              :remove_password { authoredMobile = "\(mobile)" }
            """
        )
        #expect(try held().count == 1)
        let removed = try place.yeeuu("run", "--yes", away)
        #expect(removed.status == 0, "\(removed.all)")
        #expect(try held().isEmpty)
        #expect(try place.yeeuu("log", "checkpoint").status == 0)

        // Every pair of an intent and its outcome once more, with numbers that go on.
        var next = try lines(place).count
        var places: [Int: Int] = [:]
        var copies = ""
        for (seq, line) in set.enumerated() {
            let isIntent = line.contains("\"kind\":\"intent\"")
            guard isIntent || line.contains("\"kind\":\"outcome\"") else { continue }
            var copy = line.replacing("\"seq\":\(seq),", with: "\"seq\":\(next),")
                .replacing("\"call\":\(seq),", with: "\"call\":\(next),")
            for (old, new) in places {
                copy = copy.replacing("\"ref\":\(old),", with: "\"ref\":\(new),")
            }
            if isIntent { places[seq] = next }
            copies += copy + "\n"
            next += 1
        }
        #expect(places.count > 3)
        try append(copies, to: place)

        let verified = try place.yeeuu("log", "verify")
        #expect(verified.status == 4, "\(verified.all)")
        #expect(!verified.output.contains("verified"), "\(verified.output)")
        #expect(verified.errors.contains("torn/"), "\(verified.errors)")
        for command in [["grants", "list"], ["doors", "protect", "all=true"]] {
            #expect(try place.yeeuu(command).status == 0)
            #expect(try held().isEmpty, "\(command)")
        }
        let after = try place.yeeuu("log", "verify")
        #expect(after.status == 0 && after.lines.contains("verified"), "\(after.all)")
        #expect(try lines(place).contains { $0.contains("no right mac") })
        let torn = try FileManager.default.contentsOfDirectory(atPath: place.folder + "/log/torn")
        #expect(torn.count == 1)
        let kept = place.folder + "/log/torn/" + (torn.first ?? "")
        #expect(try String(contentsOfFile: kept, encoding: .utf8) == copies)
    }

    @Test("are told where a run begins, and are no part of it")
    func told() throws {
        let place = try Place(doors: 3)
        let count = try lines(place).count
        try append(
            """
            {"kind":"note","mono":1,"run":"","seq":\(count),"text":"x",\
            "ts":"2026-11-24T06:16:19.123456Z","v":1}

            """,
            to: place
        )
        let run = try place.yeeuu("run", "--yes", place.script(Self.rotate))
        #expect(run.status == 0, "\(run.all)")
        #expect(run.errors.contains("were not written by this workspace"), "\(run.errors)")
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("and a stray file beside the entries change no verdict: it is named")
    func stray() throws {
        let place = try Place(doors: 3)
        let stray = "00000000000000000000 (2).jsonl"
        try FileManager.default.copyItem(
            atPath: place.folder + Self.name,
            toPath: place.folder + "/log/entries/" + stray
        )
        let verified = try place.yeeuu("log", "verify")
        #expect(verified.status == 0 && verified.lines.contains("verified"), "\(verified.all)")
        #expect(verified.errors.contains(stray), "\(verified.errors)")
        #expect(try place.yeeuu("doors", "protect", "all=true").status == 0)
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("«verified» stands beside no other code than 0")
    func verdicts() throws {
        let place = try Place(doors: 3)
        let other = try Place(doors: 3)
        try FileManager.default.removeItem(atPath: place.folder + "/log")
        try FileManager.default.copyItem(
            atPath: other.folder + "/log",
            toPath: place.folder + "/log"
        )
        let foreign = try place.yeeuu("log", "verify")
        #expect(foreign.status == 5 && !foreign.output.contains("verified"), "\(foreign.all)")
        let path = place.folder + Self.name
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data(text.replacing("genesis", with: "genesit").utf8)
            .write(to: URL(fileURLWithPath: path))
        let tampered = try place.yeeuu("log", "verify")
        #expect(tampered.status == 3 && !tampered.output.contains("verified"), "\(tampered.all)")
        try FileManager.default.removeItem(atPath: other.folder + "/keys")
        let keyless = try other.yeeuu("log", "verify")
        #expect((keyless.status == 0) == keyless.lines.contains("verified"), "\(keyless.all)")
        #expect(keyless.errors.contains("no key here"), "\(keyless.errors)")
    }
}
