import Foundation
import Testing

@Suite("Unconfirmed grants")
struct GrantsVerifyTests {
    private static let rotate = """
        yeeuu.each(yeeuu.grants { kind = "password" }, function(grant) grant:rotate_password {} end)
        """

    @Test("are sent again with what was asked for, and are confirmed then")
    func verify() throws {
        let place = try Place(doors: 6)
        let lossy = try Server(place, "--fault", "cut-after")
        let run = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", place.script(Self.rotate)],
            environment: ["YEEUU_TARGET": lossy.target, "YEEUU_POLICY_MAX_FAILURES": "100%"]
        )
        #expect(run.status == 6 || run.status == 5, "\(run.all)")
        let unsure = try place.grants("kind=password").filter { $0.confidence == "unknown" }
        #expect(!unsure.isEmpty)
        let dry = try place.yeeuu("grants", "verify", "--dry-run")
        #expect(dry.status == 0 && dry.errors.contains("nothing was sent"), "\(dry.all)")
        let done = try place.yeeuu("grants", "verify", "--yes")
        #expect(done.status == 0, "\(done.all)")
        let held = Dictionary(uniqueKeysWithValues: try place.held().map { ($0.id, $0.password) })
        let asked = Dictionary(uniqueKeysWithValues: unsure.map { ($0.id, $0.pending) })
        for grant in try place.grants("kind=password") {
            #expect(grant.confidence == "confirmed" && held[grant.id] == grant.password)
            if let pending = asked[grant.id] { #expect(grant.password == pending) }
        }
        let again = try place.yeeuu("grants", "verify", "--yes")
        #expect(again.status == 0 && again.errors.contains("no unconfirmed grants"))
    }

    @Test("a text for every confirmed person comes from a template")
    func template() throws {
        let place = try Place(doors: 3)
        let run = try place.yeeuu("run", "--yes", "--json", place.script(Self.rotate))
        #expect(run.status == 0, "\(run.all)")
        let id = String(run.lines[0].split(separator: "\"").first { $0.hasPrefix("20") } ?? "")
        let template = place.scratch.file("text", "您好 {authoredName}: {password} {{x}\n")
        let out = place.scratch.path + "/letters"
        let base = ["runs", "export", id, "-o", out, "--template", template.path]
        let hidden = try place.yeeuu(base)
        #expect(hidden.status == 2 && hidden.errors.contains("--reveal"), "\(hidden.all)")
        let made = try place.yeeuu(base + ["--reveal"])
        #expect(made.status == 0, "\(made.all)")
        let letters = try String(contentsOfFile: out, encoding: .utf8)
        let grants = try place.grants("kind=password")
        let people = Dictionary(grouping: grants) { $0.authoredMobile ?? "" }
        #expect(letters.split(separator: "\n").count == people.count, "\(letters)")
        for grant in grants {
            let lines = letters.split(separator: "\n").filter {
                $0.hasPrefix("您好 \(grant.authoredName ?? ""): ") && $0.hasSuffix(" {x}")
            }
            #expect(lines.contains { $0.contains(grant.password ?? "") }, "\(letters)")
        }
        let wrong = place.scratch.file("wrong", "\n{autoredName}")
        let bad = try place.yeeuu(
            "runs",
            "export",
            id,
            "-o",
            out + "2",
            "--template",
            wrong.path
        )
        #expect(
            bad.status == 2 && bad.errors.contains(":2: no placeholder 'autoredName'")
                && bad.errors.contains("did you mean 'authoredName'?"),
            "\(bad.all)"
        )
    }

    @Test("an opening that nobody answered for is settled by a person's word, and never repeated")
    func openings() throws {
        let place = try Place(doors: 3)
        let server = try Server(place, "--fault", "cut-after:operation=remote_action")
        let target = ["YEEUU_TARGET": server.target]
        let script = place.script(
            #"yeeuu.doors { all = true }[1]:remote_action { operator = "13900000009" }"#
        )
        let run = try place.yeeuu(
            ["run", "--yes", "--json", "--allow", "remote_action", script],
            environment: target
        )
        #expect(run.status == 6, "\(run.all)")
        let id = String(run.lines[0].split(separator: "\"").first { $0.hasPrefix("20") } ?? "")
        let still = try place.yeeuu(["resume", id], environment: target)
        #expect(still.status == 6 && still.errors.contains("--openings"), "\(still.all)")
        let told = try place.yeeuu(["resume", id, "--openings", "opened"], environment: target)
        #expect(told.status == 0, "\(told.all)")
        let again = try place.yeeuu(["resume", id], environment: target)
        #expect(again.status == 0 && again.errors.contains("nothing of run"), "\(again.all)")
        #expect(try server.requests() == 1)
        #expect(try place.yeeuu("log", "verify").status == 0)
    }
}
