import Foundation
import Testing

@Suite("The page about the request log")
struct LogDocumentationTests {
    /// The page's blocks of shell, in their order.
    private static func blocks() throws -> [String] {
        let page = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/yeeuu/Documentation.docc/RequestLog.md")
        let parts = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```sh\n")
        return parts.dropFirst().map { $0.components(separatedBy: "```")[0] }
    }

    private static func check(_ place: Place) throws -> String {
        try Shell.run(["bash", "-c", blocks().joined()], in: place.folder + "/log")
    }

    /// A workspace with a run, a rotated key, another run, and a proof in its log's folder.
    private func used() throws -> Place {
        let place = try Place(doors: 4)
        let script = place.script(
            "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"
        )
        for step in [["run", "--yes", script], ["keys", "rotate"], ["run", "--yes", script]] {
            let done = try place.yeeuu(step)
            guard done.status == 0 else { throw Unexpected(done.all) }
        }
        let seq = try place.yeeuu("log", "export").lines.lastIndex {
            $0.contains("generate_password") && $0.contains("\"sealed\"")
        }
        let proof = place.folder + "/log/p.tlog-proof"
        let made = try place.yeeuu(
            ["log", "prove", "\(try #require(seq))", "--reveal", "/params/password", "-o", proof]
        )
        guard made.status == 0 else { throw Unexpected(made.all) }
        return place
    }

    @Test("shows a check that works as it is printed, after a rotation of the key too")
    func works() throws {
        #expect(try Self.blocks().count == 4)
        let place = try used()
        // A copy that a file manager made is none of the log's.
        try FileManager.default.copyItem(
            atPath: place.folder + "/log/entries/00000000000000000000.jsonl",
            toPath: place.folder + "/log/entries/00000000000000000000 (2).jsonl"
        )
        let said = try Self.check(place)
        for words in [
            "Signature Verified Successfully", "root fits", "entry is in the log", "value fits",
        ] {
            #expect(said.contains(words), "\(said)")
        }
        #expect(!said.contains("NOT"))
    }

    @Test(
        "shows a check that fails where something was changed",
        arguments: [
            ("entries/00000000000000000000.jsonl", "\"attempt\":1", "\"attempt\":2", "root fits"),
            ("checkpoint", "yeeuu.local/", "yeeuu.locaI/", "Signature Verified Successfully"),
            ("p.tlog-proof", "\nindex ", "\nindex 1", "entry is in the log"),
            ("p.tlog-proof", "\nindex ", "\nindex -", "entry is in the log"),
            ("p.tlog-proof", "\nindex ", "\nindex 1024", "entry is in the log"),
        ]
    )
    func fails(name: String, from: String, to: String, words: String) throws {
        let place = try used()
        let url = URL(fileURLWithPath: place.folder + "/log/" + name)
        let text = try String(contentsOf: url, encoding: .utf8)
        let range = try #require(text.range(of: from))
        try Data(text.replacingCharacters(in: range, with: to).utf8).write(to: url)
        let said: String
        do { said = try Self.check(place) } catch { said = "\(error)" }
        #expect(!said.contains(words), "\(said)")
    }
}
