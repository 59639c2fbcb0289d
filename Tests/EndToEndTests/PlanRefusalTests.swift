import Foundation
import Testing

@Suite("A plan that may not be sent")
struct PlanRefusalTests {
    /// A workspace with a plan for its passwords, and the service that nothing may reach.
    private struct Planned {
        let place: Place
        let server: Server
        let file: String

        init(doors: Int = 3) throws {
            place = try Place(doors: doors)
            file = place.scratch.path + "/rotate.plan"
            let script = place.script(
                "yeeuu.each(yeeuu.grants { kind = \"password\" }, "
                    + "function(g) g:rotate_password {} end)"
            )
            server = try Server(place)
            let made = try place.yeeuu("plan", script, "-o", file, environment: target)
            guard made.status == 0 else { throw Unexpected(made.all) }
        }

        var target: [String: String] { ["YEEUU_TARGET": server.target] }

        func apply(_ file: String? = nil, _ options: String...) throws -> Program.Result {
            let command = ["apply", file ?? self.file, "--per-second", "0"] + options
            return try place.yeeuu(command, environment: target)
        }
    }

    @Test("with one byte changed, wherever it is, is refused, and nothing was sent")
    func changed() throws {
        let planned = try Planned()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: planned.file))
        let copy = planned.place.scratch.file("copy.plan")
        for part in 0..<12 {
            var changed = bytes
            changed[bytes.count * part / 12] ^= 1
            try changed.write(to: copy)
            let refused = try planned.apply(copy.path)
            #expect([2, 4].contains(refused.status), "byte \(part)/12: \(refused.all)")
            #expect(refused.errors.contains("changed"), "byte \(part)/12: \(refused.all)")
        }
        #expect(try planned.server.requests() == 0)
        #expect(try planned.apply().status == 0)
        #expect(try planned.server.requests() > 0)
    }

    @Test("of a rehearsal with an error is not saved, and says so")
    func notSaved() throws {
        let place = try Place(doors: 3)
        let lua = """
            yeeuu.each(yeeuu.grants { kind = "password" }, function(g) g:rotate_password {} end)
            error("no more")
            """
        let made = try place.yeeuu("plan", place.script(lua), "-o", "rotate.plan")
        #expect(made.status == 2, "\(made.all)")
        #expect(made.errors.contains("script.lua:2: no more"), "\(made.errors)")
        #expect(made.errors.contains("rotate.plan is not saved"), "\(made.errors)")
        let file = place.scratch.path + "/rotate.plan"
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test("signed by a stranger is refused, and nothing was sent")
    func stranger() throws {
        let planned = try Planned()
        let other = try Planned()
        let refused = try planned.apply(other.file)
        #expect(refused.status == 4, "\(refused.all)")
        #expect(refused.errors.contains("sign"), "\(refused.all)")
        #expect(try planned.server.requests() + other.server.requests() == 0)
    }

    @Test("made for another target is refused, and nothing was sent")
    func otherTarget() throws {
        let planned = try Planned()
        let elsewhere = try Server(planned.place)
        let refused = try planned.place.yeeuu(
            "apply",
            planned.file,
            environment: ["YEEUU_TARGET": elsewhere.target]
        )
        #expect(refused.status == 5, "\(refused.all)")
        #expect(
            refused.errors.contains("made for \(planned.server.target)")
                && refused.errors.contains(elsewhere.target),
            "\(refused.all)"
        )
        #expect(try planned.server.requests() + elsewhere.requests() == 0)
    }

    @Test("for a person changed since is refused with what changed; --skip-stale sends the rest")
    func stale() throws {
        let planned = try Planned(doors: 6)
        let grants = try planned.place.grants("kind=password")
        let grant = try #require(grants.first)
        let lua = """
            for _, g in ipairs(yeeuu.grants { building = "\(grant.buildingId)", kind = "password",
              mobile = "\(grant.authoredMobile ?? "")" }) do
              if g.code == "\(grant.code)" and g.door == "\(grant.door)" then g:rotate_password {} end
            end
            """
        let rotate = planned.place.script(lua, name: "one.lua")
        let rotated = try planned.place.yeeuu(
            ["run", "--yes", rotate],
            environment: planned.target
        )
        #expect(rotated.status == 0, "\(rotated.all)")
        let run = try planned.place.lastRun()
        let before = try planned.server.requests()
        let refused = try planned.apply()
        #expect(refused.status == 5, "\(refused.all)")
        for words in [
            "1 step changed since", grant.code, "password", "by run \(run)", "--skip-stale",
        ] {
            #expect(refused.errors.contains(words), "\(words): \(refused.all)")
        }
        #expect(try planned.server.requests() == before)
        let runs = try planned.place.yeeuu("runs", "list", "--json").lines
        #expect(runs.last?.contains("\"state\":\"stopped\"") == true, "\(runs)")

        let rest = try planned.apply(nil, "--skip-stale")
        #expect(rest.status == 0, "\(rest.all)")
        #expect(try planned.server.requests() == before + grants.count - 1)
    }

    @Test("without its approval is refused, and nothing was sent")
    func approval() throws {
        let planned = try Planned()
        let keys = planned.place.scratch.path + "/boss"
        let key = try planned.place.yeeuu("keys", "new", "--name", "boss.example.com/a", keys)
        let policy = [
            "YEEUU_POLICY_APPROVALS": "1", "YEEUU_POLICY_APPROVERS": try #require(key.lines.first),
        ].merging(planned.target) { $1 }
        let refused = try planned.place.yeeuu("apply", planned.file, environment: policy)
        #expect(refused.status == 5, "\(refused.all)")
        #expect(refused.errors.contains("0 of 1 approvals"), "\(refused.all)")
        #expect(try planned.server.requests() == 0)
    }
}
