import Foundation
import Testing

@Suite("The log gets to know")
struct LogRevealTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    /// An entry of the log, as far as these tests look.
    private struct Entry: Decodable {
        struct Policy: Decodable {
            let canary: String?
        }

        let kind: String
        let run: String
        let text: String?
        let reveal: String?
        let count: Int?
        let doors: [[String]]?
        let `operator`: String?
        let ref: Int?
        let policy: Policy?

        private enum CodingKeys: String, CodingKey {
            case kind, run, text, reveal, count, doors, `operator`, ref, policy
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            kind = try values.decode(String.self, forKey: .kind)
            run = try values.decode(String.self, forKey: .run)
            text = try values.decodeIfPresent(String.self, forKey: .text)
            reveal = try values.decodeIfPresent(String.self, forKey: .reveal)
            count = try? values.decodeIfPresent(Int.self, forKey: .count)
            doors = reveal == nil ? nil : try values.decode([[String]].self, forKey: .doors)
            self.operator = try values.decodeIfPresent(String.self, forKey: .operator)
            ref = try values.decodeIfPresent(Int.self, forKey: .ref)
            policy = try values.decodeIfPresent(Policy.self, forKey: .policy)
        }
    }

    private func entries(_ place: Place) throws -> [Entry] {
        try Line.decode(place.yeeuu("log", "export").lines)
    }

    @Test("of every command that shows passwords, before it shows them")
    func commands() throws {
        let place = try Place(doors: 3)
        let run = try place.yeeuu("run", "--yes", place.script(Self.rotate))
        #expect(run.status == 0, "\(run.all)")
        let id = try place.lastRun()
        let seq = try place.yeeuu("log", "export").lines.firstIndex {
            $0.contains("generate_password") && $0.contains("\"sealed\"")
        }
        let before = try entries(place).count
        let shown = try place.yeeuu("grants", "list", "kind=password", "--reveal")
        #expect(shown.status == 0)
        let file = place.scratch.path + "/people.csv"
        #expect(try place.yeeuu("runs", "export", id, "--reveal", "-o", file).status == 0)
        let proof = place.scratch.path + "/p"
        let proven = try place.yeeuu(
            ["log", "prove", "\(try #require(seq))", "--reveal", "/params/password", "-o", proof]
        )
        #expect(proven.status == 0, "\(proven.all)")
        let notes = try entries(place)[before...].filter { $0.reveal != nil }
        #expect(notes.map(\.reveal) == ["grants list", "runs export", "log prove"])
        #expect(notes.map(\.count) == [shown.lines.count - 1, shown.lines.count - 1, 1])
        #expect(notes.map(\.run) == ["", id, id])
        #expect(notes.allSatisfy { $0.operator != nil && $0.doors?.isEmpty == false })
        #expect(notes.last?.ref == seq)
        #expect(try place.yeeuu("log", "verify").status == 0)

        // What shows none leaves no trace.
        let quiet = try entries(place).count
        #expect(try place.yeeuu("grants", "list").status == 0)
        #expect(try place.yeeuu("grants", "list", "kind=auth", "--reveal").status == 0)
        #expect(try place.yeeuu("runs", "export", id, "-o", file + "2").status == 0)
        #expect(try entries(place).count == quiet)
    }

    @Test("of none that could not be written down: nothing is shown then")
    func refused() throws {
        let place = try Place(doors: 3)
        // A folder where the lock should be: nobody can write to the log.
        let lock = place.folder + "/log/LOCK"
        try FileManager.default.removeItem(atPath: lock)
        try FileManager.default.createDirectory(atPath: lock, withIntermediateDirectories: false)
        let shown = try place.yeeuu("grants", "list", "kind=password", "--reveal")
        #expect(shown.status != 0 && shown.output.isEmpty, "\(shown.all)")
    }

    @Test("of a script that asks for one, in a rehearsal too")
    func scripts() throws {
        let place = try Place(doors: 3)
        let script = place.script(
            "print(#yeeuu.grants { kind = \"password\" }[1].password:reveal())"
        )
        for mode in ["--dry-run", "--yes"] {
            let before = try entries(place).count
            #expect(try place.yeeuu("run", mode, script).status == 0)
            let texts = try entries(place)[before...].compactMap(\.text)
            #expect(texts.filter { $0.hasPrefix("revealed") }.count == 1, "\(mode)")
        }
    }

    @Test("of a run's canary, with the rest of its policy")
    func policy() throws {
        let place = try Place(doors: 3)
        let run = ["run", "--yes", "--canary", "1,50%", place.script(Self.rotate)]
        let done = try place.yeeuu(run)
        #expect(done.status == 0, "\(done.all)")
        let start = try entries(place).last { $0.kind == "run-start" }
        #expect(start?.policy?.canary == "1,50%")
    }
}
