import Foundation
import Testing

@Suite("What was left open")
struct RetryCommandTests {
    private static let rotate = """
        yeeuu.each(yeeuu.grants { kind = "password" }, { concurrency = 4 }, function(g)
          g:rotate_password {}
        end)
        """
    private static let exchange = ["YEEUU_ROTATION": "remove-then-set"]

    /// Whether the service holds for everybody what the register believes.
    private func agree(_ place: Place) throws -> Bool {
        let held = Dictionary(uniqueKeysWithValues: try place.held().map { ($0.id, $0.password) })
        let grants = try place.grants("kind=password")
        return !grants.isEmpty
            && grants.allSatisfy { $0.confidence == "confirmed" && held[$0.id] == $0.password }
    }

    @Test(
        "is sent again by retry as it was asked for; who must be told is named, then nothing is left"
    )
    func offline() throws {
        let place = try Place(doors: 8)
        let server = try Server(place, "--fault", "lock-offline:first=3")
        let target = ["YEEUU_TARGET": server.target, "YEEUU_POLICY_MAX_FAILURES": "100%"]
        let script = place.script(Self.rotate)
        let run = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", script],
            environment: target
        )
        let calm = try Server(place, insteadOf: server)
        let again = try place.yeeuu(["retry", "--per-second", "0"], environment: target)
        #expect(again.status == 0, "\(run.all)\(again.all)")
        if run.status != 0 {
            #expect(again.errors.contains("must be told: "), "\(again.all)")
            #expect(try calm.requests() >= 1)
        }
        #expect(try agree(place))
        let sent = try calm.requests()
        let third = try place.yeeuu(["retry"], environment: target)
        #expect(third.status == 0 && third.errors.contains("nothing is left open"), "\(third.all)")
        #expect(try calm.requests() == sent)
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("of a run whose people another run has served since is closed by resume and not sent")
    func overtaken() throws {
        let place = try Place(doors: 4)
        let lossy = try Server(place, "--fault", "cut-after")
        let target = ["YEEUU_TARGET": lossy.target, "YEEUU_POLICY_MAX_FAILURES": "100%"]
        let script = place.script(Self.rotate)
        let arguments = ["run", "--yes", "--per-second", "0", script]
        let first = try place.yeeuu(arguments, environment: target)
        #expect(first.status == 6 || first.status == 5, "\(first.all)")
        let id = try place.lastRun()
        let other = try place.yeeuu("resume", id)
        #expect(other.status == 5 && other.errors.contains("target"), "\(other.all)")

        let calm = try Server(place, insteadOf: lossy)
        let remove = place.script(
            """
            for _, g in ipairs(yeeuu.grants { kind = "password" }) do
              g:get_door():remove_password { authoredMobile = g.authoredMobile }
            end
            """,
            name: "remove.lua"
        )
        let second = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", remove],
            environment: target.merging(["YEEUU_POLICY_KEEP_A_WAY_IN": "false"]) { $1 }
        )
        #expect(second.status == 0, "\(second.all)")
        let sent = try calm.requests()
        let resumed = try place.yeeuu(["resume", id], environment: target)
        #expect(resumed.status == 0 && resumed.errors.contains("last word"), "\(resumed.all)")
        #expect(try calm.requests() == sent)
        #expect(try place.held().filter { $0.kind == "password" }.isEmpty)
        let again = try place.yeeuu(["resume", id], environment: target)
        #expect(again.status == 0 && again.errors.contains("nothing"), "\(again.all)")
        #expect(try place.yeeuu("log", "show", "--unresolved", "--json").lines.isEmpty)
    }

    /// A rotation by remove-then-set that is at work; every answer takes long.
    private func exchanging(_ place: Place, _ server: Server) throws -> Process {
        let process = Program.process(
            ["run", "--yes", "--per-second", "0", place.script(Self.rotate)],
            in: place.scratch.path,
            [
                "YEEUU_WORKSPACE": place.folder, "YEEUU_TARGET": server.target,
                "YEEUU_ROTATION": "remove-then-set",
            ]
        )
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try Program.start(process)
        for _ in 0..<1500 where try server.requests() == 0 { usleep(20_000) }
        return process
    }

    @Test("by Ctrl-C between a removal and its new password is nothing: the exchange is finished")
    func interrupted() throws {
        let place = try Place(doors: 8)
        let server = try Server(place, "--fault", "slow:2000")
        let process = try exchanging(place, server)
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        server.stop()
        let held = Dictionary(uniqueKeysWithValues: try place.held().map { ($0.id, $0.password) })
        for grant in try place.grants("kind=password") {
            #expect(held[grant.id] == grant.password)
        }
        let risks = try place.yeeuu("grants", "list", "--open-risks", "--json")
        #expect(risks.status == 0 && risks.lines.isEmpty, "\(risks.all)")
    }

    @Test("by a kill between the two is told by every list until retry gives the password back")
    func killed() throws {
        let place = try Place(doors: 8)
        let before = try place.grants("kind=password")
        let server = try Server(place, "--fault", "slow:25000,operation=generate_password")
        let process = try exchanging(place, server)
        for _ in 0..<1500 where try server.requests() < 2 { usleep(20_000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let list = try place.yeeuu("doors", "list")
        #expect(list.status == 0 && list.errors.contains("may have no password"), "\(list.all)")
        let risks = try place.yeeuu("grants", "list", "--open-risks", "--json")
        #expect(risks.output.contains("holds nothing"), "\(risks.all)")
        try FileManager.default.removeItem(atPath: place.folder + "/register.sqlite")
        let restored = try place.yeeuu("restore", "--from-log")
        #expect(restored.status == 0, "\(restored.all)")
        let same = try place.yeeuu("grants", "list", "--open-risks", "--json")
        #expect(same.output == risks.output, "\(same.all)")

        let calm = try Server(place, insteadOf: server)
        let target = Self.exchange.merging(["YEEUU_TARGET": calm.target]) { $1 }
        let retried = try place.yeeuu(["retry", "--per-second", "0"], environment: target)
        #expect(retried.status == 0, "\(retried.all)")
        calm.stop()
        let held = Dictionary(uniqueKeysWithValues: try place.held().map { ($0.id, $0.password) })
        let after = try place.grants("kind=password")
        #expect(after.count == before.count)
        for grant in after { #expect(held[grant.id] == grant.password) }
        let none = try place.yeeuu("doors", "list")
        #expect(!none.errors.contains("may have no password"), "\(none.all)")
    }

    @Test("is settled by a person's word, which closes the requests")
    func word() throws {
        let place = try Place(doors: 4)
        let lossy = try Server(place, "--fault", "cut-after")
        let target = ["YEEUU_TARGET": lossy.target, "YEEUU_POLICY_MAX_FAILURES": "100%"]
        let run = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", place.script(Self.rotate)],
            environment: target
        )
        #expect(run.status == 6 || run.status == 5, "\(run.all)")
        let unsure = try place.grants("kind=password").filter { $0.confidence == "unknown" }
        let none = try place.yeeuu("grants", "settle", "--holds", "pending")
        #expect(none.status == 2, "\(none.all)")
        let told = try place.yeeuu("grants", "settle", "all=true", "--holds", "pending")
        #expect(told.status == 0 && told.errors.contains("by your word"), "\(told.all)")
        let asked = Dictionary(uniqueKeysWithValues: unsure.map { ($0.id, $0.pending) })
        for grant in try place.grants("kind=password") where asked[grant.id] != nil {
            #expect(grant.confidence == "imported" && grant.password == asked[grant.id])
        }
        let again = try place.yeeuu(["retry"], environment: target)
        #expect(again.status == 0 && again.errors.contains("nothing is left open"), "\(again.all)")
        #expect(try place.yeeuu("log", "show", "--unresolved", "--json").lines.isEmpty)
    }

    @Test("a sandbox workspace bears several processes at once")
    func together() throws {
        let place = try Place(doors: 20)
        let script = place.script(Self.rotate)
        let commands = [
            ["run", "--yes", script], ["run", "--dry-run", script], ["run", "--dry-run", script],
            ["grants", "verify", "--dry-run"], ["run", "--dry-run", script],
        ]
        let started = try commands.map { arguments in
            let words = place.scratch.file("words-\(UUID().uuidString)")
            let process = Program.process(
                arguments,
                in: place.scratch.path,
                ["YEEUU_WORKSPACE": place.folder]
            )
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = try FileHandle(forWritingTo: words)
            try Program.start(process)
            return (process, words)
        }
        for (process, words) in started {
            process.waitUntilExit()
            let text = try String(contentsOf: words, encoding: .utf8)
            #expect(process.terminationStatus == 0, "\(text)")
        }
        #expect(try agree(place))
    }
}
