import Foundation
import Testing

@Suite("A workspace that lost a key")
struct LogLostKeyTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    /// A workspace with a run, without the key files whose names begin so.
    private func without(_ prefix: String) throws -> Place {
        let place = try Place(doors: 3)
        let run = try place.yeeuu("run", "--yes", place.script(Self.rotate))
        guard run.status == 0 else { throw Unexpected(run.all) }
        let keys = place.folder + "/keys/"
        let names = try FileManager.default.contentsOfDirectory(atPath: keys)
            .filter { $0.hasPrefix(prefix) }
        guard names.count == 1 else { throw Unexpected("\(names)") }
        try FileManager.default.removeItem(atPath: keys + names[0])
        return place
    }

    private func sealedEntry(_ place: Place) throws -> String {
        let lines = try place.yeeuu("log", "export").lines
        let seq = lines.firstIndex { $0.contains("generate_password") && $0.contains("\"sealed\"") }
        return "\(try #require(seq))"
    }

    @Test("of the vault verifies and finds people still, shows no password, and can set new ones")
    func vaultKey() throws {
        let place = try without("vault.")
        let seq = try sealedEntry(place)
        #expect(try place.yeeuu("log", "verify").status == 0)
        #expect(try place.yeeuu("log", "show").output.contains("••••••"))
        let grant = try #require(try Self.grants(place).first { $0.kind == "password" })
        let mobile = try #require(grant.authoredMobile)
        #expect(!(try place.yeeuu("log", "show", "--mobile", mobile).lines.isEmpty))
        let proof = place.scratch.path + "/p"
        let plain = try place.yeeuu("log", "prove", seq, "-o", proof)
        #expect(plain.status == 0, "\(plain.all)")
        let reveal = ["log", "prove", seq, "--reveal", "/params/password", "-o", proof + "2"]
        let refused = try place.yeeuu(reveal)
        #expect(refused.status == 4 && refused.errors.contains("vault key"), "\(refused.all)")

        // Who holds what is known; the passwords are not.
        let listed = try place.yeeuu("grants", "list", "--json", "--reveal")
        #expect(listed.status == 4 && listed.errors.contains("no vault key here opens them"))
        #expect(listed.lines.count == (try Self.grants(place).count))
        let stopped = try place.yeeuu("run", "--yes", place.script(Self.rotate))
        #expect(stopped.status != 0, "\(stopped.all)")
        #expect(stopped.errors.contains("keys rotate --vault"), "\(stopped.all)")
        let plan = place.scratch.path + "/x.plan"
        let planned = try place.yeeuu("plan", place.script(Self.rotate), "-o", plan)
        #expect(planned.status == 4 && planned.errors.contains("cannot be sealed"))
        #expect(!FileManager.default.fileExists(atPath: plan))

        let renewed = try place.yeeuu("keys", "rotate", "--vault")
        #expect(renewed.status == 0 && renewed.lines.count == 1, "\(renewed.all)")
        #expect(try place.yeeuu("log", "show").output.contains("a new vault key"))
        #expect(try place.yeeuu("grants", "forget", "mobile=\(mobile)").status == 0)
        let again = try place.yeeuu("run", "--yes", place.script(Self.rotate))
        #expect(again.status == 0, "\(again.all)")
        let after = try place.grants("kind=password")
        #expect(!after.isEmpty && after.allSatisfy { $0.password != nil })
        #expect(try place.yeeuu("log", "verify").status == 0)
        #expect(try place.yeeuu(reveal).status == 4)
    }

    @Test(
        "for commitments verifies still and opens what is sealed, and sends nothing before it has one"
    )
    func commitmentKey() throws {
        let place = try without("commitment")
        let seq = try sealedEntry(place)
        #expect(try place.yeeuu("log", "verify").status == 0)
        #expect(try place.yeeuu("log", "show", "--class", "ok").status == 0)
        #expect(try place.grants("kind=password").allSatisfy { $0.password != nil })
        let person = try place.yeeuu("log", "show", "--mobile", "13800000000")
        #expect(person.status == 4 && person.errors.contains("keys rotate --commitment"))
        let before = try place.state()
        let refused = try place.yeeuu("run", "--yes", place.script(Self.rotate))
        #expect(refused.status == 4 && refused.errors.contains("commitment key"), "\(refused.all)")
        #expect(try place.state() == before)

        #expect(try place.yeeuu("keys", "rotate", "--commitment").status == 0)
        let twice = try place.yeeuu("keys", "rotate", "--commitment")
        #expect(twice.status == 4 && twice.errors.contains("exists already"), "\(twice.all)")
        #expect(try place.yeeuu("run", "--yes", place.script(Self.rotate)).status == 0)
        #expect(try place.yeeuu("log", "verify").status == 0)
        let proof = place.scratch.path + "/p"
        let old = try place.yeeuu("log", "prove", seq, "--reveal", "/params/password", "-o", proof)
        #expect(old.status != 0 && !FileManager.default.fileExists(atPath: proof), "\(old.all)")
    }

    @Test("that signs verifies still, and signs nothing more")
    func signingKey() throws {
        let place = try without("signing")
        let verified = try place.yeeuu("log", "verify")
        #expect(verified.status == 0, "\(verified.all)")
        let refused = try place.yeeuu("run", "--yes", place.script(Self.rotate))
        #expect(refused.status == 4 && refused.errors.contains("restore it"), "\(refused.all)")
    }

    private static func grants(_ place: Place) throws -> [Grant] {
        try Line.decode(place.yeeuu("grants", "list", "--json").lines)
    }
}
