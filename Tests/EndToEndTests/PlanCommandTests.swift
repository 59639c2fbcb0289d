import Foundation
import Testing

@Suite("A plan on the command line")
struct PlanCommandTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    @Test("is shown, applied once, resumed to no effect, and undone")
    func wholeWay() throws {
        let place = try Place(doors: 3)
        let before = try place.state()
        let file = place.scratch.path + "/rotate.plan"
        let made = try place.yeeuu("plan", place.script(Self.rotate), "-o", file)
        #expect(made.status == 0, "\(made.all)")
        #expect(try place.state() == before)
        let shown = try place.yeeuu("show", file)
        #expect(shown.status == 0 && shown.output.contains("may send generate_password"))

        #expect(try place.yeeuu("apply", file).status == 0)
        #expect(try place.state() != before)
        let again = try place.yeeuu("apply", file)
        #expect(again.status == 5 && again.errors.contains("yeeuu resume "), "\(again.all)")
        let words = again.errors.split(separator: "resume ").last ?? ""
        let run = String(words.prefix { $0 != "'" })
        let resumed = try place.yeeuu("resume", run)
        #expect(resumed.status == 0 && resumed.errors.contains("is finished"), "\(resumed.all)")

        let undo = place.scratch.path + "/undo.plan"
        #expect(try place.yeeuu("plan", "--undo", run, "-o", undo).status == 0)
        #expect(try place.yeeuu("apply", undo).status == 0)
        #expect(try place.state() == before)
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("that needs an approval is sent once it has it, and no run goes around it")
    func approved() throws {
        let place = try Place(doors: 3)
        let file = place.scratch.path + "/rotate.plan"
        #expect(try place.yeeuu("plan", place.script(Self.rotate), "-o", file).status == 0)
        let before = try place.state()
        let keys = place.scratch.path + "/boss"
        let made = try place.yeeuu("keys", "new", "--name", "boss.example.com/approver", keys)
        let vkey = try #require(made.lines.first)
        let policy = ["YEEUU_POLICY_APPROVALS": "1", "YEEUU_POLICY_APPROVERS": vkey]
        let early = try place.yeeuu("apply", file, environment: policy)
        #expect(early.status == 5 && early.errors.contains("approve"), "\(early.all)")
        let bare = try place.yeeuu("run", "--yes", place.script(Self.rotate), environment: policy)
        #expect(bare.status == 5 && bare.errors.contains("'yeeuu plan'"), "\(bare.all)")
        #expect(try place.state() == before)
        #expect(try place.yeeuu("approve", file, "--keys", keys).status == 0)
        let late = try place.yeeuu("apply", file, environment: policy)
        #expect(late.status == 0, "\(late.all)")
    }
}
