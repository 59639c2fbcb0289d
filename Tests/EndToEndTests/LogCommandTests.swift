import Foundation
import Testing

@Suite("The log's and the keys' commands")
struct LogCommandTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    /// A workspace in which one run was made.
    private func used() throws -> Place {
        let place = try Place(doors: 3)
        let run = try place.yeeuu("run", "--yes", place.script(Self.rotate))
        guard run.status == 0 else { throw Unexpected(run.all) }
        return place
    }

    @Test("prove an entry and reveal one value of it, and refuse what cannot be")
    func proofs() throws {
        let place = try used()
        let proof = place.scratch.path + "/p.tlog-proof"
        let sealed = try place.yeeuu("log", "export").lines.firstIndex {
            $0.contains("generate_password") && $0.contains("\"sealed\"")
        }
        let seq = try #require(sealed)
        let made = try place.yeeuu(
            "log",
            "prove",
            "\(seq)",
            "--reveal",
            "/params/password",
            "-o",
            proof
        )
        #expect(made.status == 0, "\(made.all)")
        let text = try String(contentsOfFile: proof, encoding: .utf8)
        #expect(text.hasPrefix("c2sp.org/tlog-proof@v1\n"))
        #expect(try place.yeeuu("log", "prove", "\(seq)", "-o", proof).status == 2)
        let bad = try place.yeeuu(
            "log",
            "prove",
            "\(seq)",
            "--reveal",
            "/params/pin",
            "-o",
            proof + "2"
        )
        #expect(bad.status == 2 && bad.errors.contains("/params/password"), "\(bad.all)")
        #expect(try place.yeeuu("log", "prove", "\(seq)").status == 2)
    }

    @Test("prove that one checkpoint leads to the next")
    func consistency() throws {
        let place = try used()
        let (old, new) = (place.scratch.path + "/old", place.scratch.path + "/new")
        #expect(try place.yeeuu("log", "checkpoint", "-o", old).status == 0)
        #expect(try place.yeeuu("run", "--yes", place.script(Self.rotate)).status == 0)
        #expect(try place.yeeuu("log", "checkpoint", "-o", new).status == 0)
        let proof = try place.yeeuu("log", "prove", "--from", old, "--to", new)
        #expect(proof.status == 0 && !proof.lines.isEmpty)
        #expect(proof.lines.allSatisfy { Data(base64Encoded: $0)?.count == 32 })
        #expect(try place.yeeuu("log", "verify", "--against", old).status == 0)
    }

    @Test("rotate the signing key, and the log goes on under the new one")
    func rotation() throws {
        let place = try used()
        let before = try place.yeeuu("keys", "show").lines
        let rotated = try place.yeeuu("keys", "rotate")
        #expect(rotated.status == 0, "\(rotated.all)")
        #expect(rotated.lines.first != before.first)
        #expect(try place.yeeuu("log", "verify").status == 0)
        #expect(try place.yeeuu("run", "--yes", place.script(Self.rotate)).status == 0)
        let verified = try place.yeeuu("log", "verify")
        #expect(verified.status == 0, "\(verified.all)")
    }

    @Test("back the keys up under a passphrase, and bring them back")
    func backup() throws {
        let place = try used()
        let phrase = place.scratch.file("phrase", "correct horse\n").path
        let wrong = place.scratch.file("wrong", "wrong horse\n").path
        let file = place.scratch.path + "/keys.backup"
        let made = try place.yeeuu("keys", "backup", file, "--passphrase-file", phrase)
        #expect(made.status == 0, "\(made.all)")
        #expect(try place.yeeuu("keys", "backup", file).status == 2)
        try FileManager.default.removeItem(atPath: place.folder + "/keys")
        #expect(try place.yeeuu("keys", "restore", file, "--passphrase-file", wrong).status == 4)
        #expect(try place.yeeuu("keys", "restore", file, "--passphrase-file", phrase).status == 0)
        #expect(try place.yeeuu("run", "--yes", place.script(Self.rotate)).status == 0)
    }

    @Test("refuse a log that somebody replaced whole")
    func replaced() throws {
        let place = try used()
        let other = try used()
        try FileManager.default.removeItem(atPath: place.folder + "/log")
        try FileManager.default.copyItem(
            atPath: other.folder + "/log",
            toPath: place.folder + "/log"
        )
        #expect(try place.yeeuu("log", "verify").status == 5)
    }
}
