import Foundation
import Testing

@Suite("A plan that somebody else has to read")
struct PlanReadingTests {
    private static let rotate = """
        -- New codes for everybody
        local args = yeeuu.args { note = {}, pin = {} }
        yeeuu.each(yeeuu.grants { kind = "password" }, function(g) g:rotate_password {} end)
        """

    private func planned(doors: Int = 3) throws -> (Place, String) {
        let place = try Place(doors: doors)
        let file = place.scratch.path + "/rotate.plan"
        let made = try place.yeeuu(
            "plan",
            place.script(Self.rotate),
            "note=spring",
            "pin=482913",
            "--because",
            "turnover of the spring",
            "-o",
            file
        )
        guard made.status == 0 else { throw Unexpected(made.all) }
        return (place, file)
    }

    @Test(
        "is shown by the file alone: story, capabilities, apartments, people and times, no password"
    )
    func withoutWorkspace() throws {
        let (place, file) = try planned()
        let grants = try place.grants("kind=password")
        let elsewhere = Scratch()
        let copy = elsewhere.file("rotate.plan")
        try Data(contentsOf: URL(fileURLWithPath: file)).write(to: copy)
        let shown = try Program.run(["show", copy.path], in: elsewhere.path)
        #expect(shown.status == 0, "\(shown.all)")
        for words in [
            "title: New codes for everybody", "reason: turnover of the spring", "operator: ",
            "arguments: note=spring pin=••••••", "may send generate_password",
            "nobody loses the last way in", "building ",
        ] { #expect(shown.output.contains(words), "\(words): \(shown.output)") }
        for grant in grants {
            #expect(shown.output.contains(grant.authoredMobile ?? "?"))
            #expect(shown.output.contains("(\(grant.code))"), "\(shown.output)")
            #expect(!shown.all.contains(grant.password ?? "?"))
        }
        let text = try String(contentsOf: copy, encoding: .utf8)
        #expect(!text.contains("482913"))
        let json = try Program.run(["show", "--json", copy.path], in: elsewhere.path)
        #expect(json.lines.count == grants.count + 1)
        #expect(json.lines.first?.contains(#""reason":"turnover of the spring""#) == true)
    }

    @Test("is signed once somebody said yes to what it may do; the approver stands in the log")
    func approve() throws {
        let (place, file) = try planned()
        let keys = place.scratch.path + "/boss"
        let made = try place.yeeuu("keys", "new", "--name", "boss.example.com/approver", keys)
        let vkey = try #require(made.lines.first)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        let unasked = try place.yeeuu("approve", file, "--keys", keys)
        #expect(unasked.status == 5 && unasked.errors.contains("--yes"), "\(unasked.all)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes)
        let signed = try place.yeeuu("approve", file, "--keys", keys, "--yes")
        #expect(signed.status == 0 && signed.output.contains("may send generate_password"))
        let policy = ["YEEUU_POLICY_APPROVALS": "1", "YEEUU_POLICY_APPROVERS": vkey]
        let applied = try place.yeeuu(["apply", file], environment: policy)
        #expect(applied.status == 0, "\(applied.all)")
        let log = try place.yeeuu("log", "show", "--run", place.lastRun(), "--json")
        let start = log.lines.first { $0.contains(#""kind":"run-start""#) }
        #expect(start?.contains("boss.example.com/approver") == true, "\(log.all)")
    }

    @Test(
        "says what mail or an editor did to its file",
        arguments: ["line", "bom", "utf-16", "end"]
    )
    func damaged(how: String) throws {
        let (place, file) = try planned()
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let (data, words) =
            switch how {
            case "line": (Data(("Hello,\n" + text).utf8), "a line stands before it")
            case "bom": (Data([0xEF, 0xBB, 0xBF] + text.utf8), "byte order mark")
            case "utf-16": (text.data(using: .utf16) ?? Data(), "UTF-16")
            default: (Data(text.utf8.dropLast()), "last line feed is missing")
            }
        let copy = place.scratch.file("copy.plan")
        try data.write(to: copy)
        for command in ["show", "apply"] {
            let refused = try place.yeeuu(command, copy.path)
            #expect(refused.status == 2, "\(refused.all)")
            #expect(refused.errors.contains(words), "\(refused.all)")
            #expect(refused.errors.contains("attachment"), "\(refused.all)")
        }
    }

    @Test("an approval is asked for before the first request, and over a day, not by fifties")
    func overADay() throws {
        let place = try Place(doors: 4)
        let made = try place.yeeuu(
            "keys",
            "new",
            "--name",
            "boss.example.com/a",
            place.scratch.path + "/boss"
        )
        let count = try place.grants("kind=password").count
        let policy = [
            "YEEUU_POLICY_APPROVALS": "1 above \(count)",
            "YEEUU_POLICY_APPROVERS": try #require(made.lines.first),
        ]
        let once = place.script(Self.rotate)
        let again = Self.rotate.split(separator: "\n").last ?? ""
        let twice = place.script(Self.rotate + "\n" + again, name: "twice.lua")
        let before = try place.state()
        let large = try place.yeeuu(["run", "--yes", twice], environment: policy)
        #expect(large.status == 5 && large.errors.contains("'yeeuu plan'"), "\(large.all)")
        #expect(try place.state() == before)
        #expect(try place.yeeuu(["run", "--yes", once], environment: policy).status == 0)
        let after = try place.state()
        let more = try place.yeeuu(["run", "--yes", once], environment: policy)
        #expect(more.status == 5, "\(more.all)")
        #expect(
            more.errors.contains("\(count) were sent without an approval in the last 24 hours")
                && more.errors.contains("these may be sent from "),
            "\(more.all)"
        )
        #expect(try place.state() == after)
        let verified = try place.yeeuu(
            ["grants", "verify", "all=true", "--yes"],
            environment: policy
        )
        #expect(verified.status == 0, "\(verified.all)")
    }

    @Test("with vacate is applied, and its door counts as empty")
    func vacate() throws {
        let place = try Place(doors: 6)
        let grant = try #require(place.grants("kind=password").first)
        let lua = """
            local doors = yeeuu.doors { building = "\(grant.buildingId)", mobile = "\(grant.authoredMobile ?? "")" }
            for _, door in ipairs(doors) do
              door:revoke { authoredMobile = "\(grant.authoredMobile ?? "")", vacate = true }
            end
            """
        let file = place.scratch.path + "/out.plan"
        let made = try place.yeeuu("plan", place.script(lua), "-o", file)
        #expect(made.status == 0, "\(made.all)")
        let shown = try place.yeeuu("show", file)
        #expect(shown.output.contains("unoccupied"), "\(shown.output)")
        let applied = try place.yeeuu("apply", file)
        #expect(applied.status == 0, "\(applied.all)")
        #expect(try place.grants("mobile=\(grant.authoredMobile ?? "")").isEmpty)
    }
}
