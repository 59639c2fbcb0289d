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

    @Test(
        "that was refused at first is finished by resuming; the list for people has everybody once"
    )
    func refusedThenResumed() throws {
        let place = try Place(doors: 12)
        let file = place.scratch.path + "/rotate.plan"
        let waiting = try place.grants("kind=password", "code=20000001").count
        let server = try Server(place, "--fault", "lock-offline:code=20000001")
        let target = ["YEEUU_TARGET": server.target]
        let script = place.script(Self.rotate)
        #expect(try place.yeeuu(["plan", script, "-o", file], environment: target).status == 0)
        let pace = ["--per-second", "0", "--max-failures", "90%"]
        let applied = try place.yeeuu(["apply", file] + pace, environment: target)
        #expect(
            applied.status == 1 && applied.errors.contains(" \(waiting) refused"),
            "\(applied.all)"
        )
        let run = try place.lastRun()

        func outcomes(_ list: String) throws -> [String: Int] {
            let list = place.scratch.path + "/" + list
            let made = try place.yeeuu("runs", "export", run, "--reveal", "-o", list)
            #expect(made.status == 0, "\(made.all)")
            let text = try String(contentsOfFile: list, encoding: .utf8)
            let rows = text.split(whereSeparator: \.isNewline).dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
            #expect(Set(rows.map { [$0[0], $0[3], $0[4], $0[6]] }).count == rows.count)
            return Dictionary(grouping: rows, by: { String($0[10]) }).mapValues(\.count)
        }
        let all = try place.grants("kind=password").count
        #expect(try outcomes("first.csv") == ["ok": all - waiting, "waiting": waiting])
        let healthy = try Server(place, insteadOf: server)
        defer { healthy.stop() }
        let resumed = try place.yeeuu(["resume", run] + pace, environment: target)
        #expect(resumed.status == 0, "\(resumed.all)")
        #expect(try outcomes("second.csv") == ["ok": all])
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
        #expect(try place.yeeuu("approve", file, "--keys", keys, "--yes").status == 0)
        let late = try place.yeeuu("apply", file, environment: policy)
        #expect(late.status == 0, "\(late.all)")
    }
}
