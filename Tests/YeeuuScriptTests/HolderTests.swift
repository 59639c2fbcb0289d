import ALMS
import Register
import Runs
import Testing

@testable import YeeuuScript

@Suite("A holder in a script")
struct HolderTests {
    private static let mobile = "13800000001"

    /// A tenant of 1001 with entrance and room, somebody else in the room, an empty flat 1002.
    private static let grants = [
        ScriptBench.password(ScriptBench.entrance, mobile, "735194"),
        ScriptBench.password(ScriptBench.room, mobile, "735194"),
        authorization(ScriptBench.entrance, mobile),
        ScriptBench.password(ScriptBench.room, "13800000002", "593716"),
        ScriptBench.password(ScriptBench.store, mobile, "604718"),
    ]

    private static let other = ScriptBench.key("B001", "1002", "乙")

    private static func authorization(_ door: DoorKey, _ mobile: String) -> EstateGrant {
        let terms = GrantTerms(
            startTime: ScriptBench.now - 1000,
            endTime: ScriptBench.now + 100_000,
            author: "office",
            authoredName: "王芳"
        )
        return EstateGrant(door: door, kind: .auth, authoredMobile: mobile, terms: terms)
    }

    private static let tenant = """
        local holder = yeeuu.holders{building = "B001", mobile = "13800000001"}[1]

        """

    private func bench() throws -> ScriptBench {
        let bench = try ScriptBench(Self.grants)
        try bench.register.load([EstateDoor(Apartment(key: Self.other))], [])
        bench.policy.keepAWayIn = false
        return bench
    }

    private func run(
        _ script: String,
        _ mode: RunMode = .live,
        _ service: PlayedService = PlayedService()
    ) async throws -> ScriptOutcome {
        try await bench().run(mode, Self.tenant + script, service)
    }

    private func place(_ request: Request) -> String {
        "\(request.operation.rawValue) \(request.door?.description ?? "")"
    }

    @Test("is one person in one flat, with the entrance")
    func found() async throws {
        let script = """
            for _, one in ipairs(yeeuu.holders{all = true}) do
              print(one, one.authoredName, one.name, #one:grants(), #one:grants("auth"), #one:doors())
            end
            print(holder.buildingId, holder.code, holder.authoredMobile, holder.unit, holder.endTime)
            print(holder == yeeuu.holders{mobile = "13800000001", kind = "auth"}[1], holder:doors()[1])
            print(pcall(function() return holder.nam end))
            print(#yeeuu.holders{mobile = "13900000000"}, pcall(yeeuu.holders, {}))
            """
        let outcome = try await run(script, .dryRun)
        #expect(outcome.failure?.message == nil)
        #expect(
            outcome.lines.prefix(5) == [
                "王芳 at B001/1001\t王芳\t2501\t3\t1\t2", "王芳 at B001/1001\t王芳\t2501\t1\t0\t1",
                "王芳 at B002/2001\t王芳\t2501\t1\t0\t1",
                "B001\t1001\t13800000001\t1单元\t1764650800", "true\tB001/1001",
            ]
        )
        #expect(
            outcome.lines[5].contains("did you mean 'name'?") || outcome.lines[5].contains("'name'")
        )
        #expect(outcome.lines[6].contains("holders: an empty selection"))
    }

    @Test("gets one new password for all doors, none of which somebody there has")
    func rotated() async throws {
        let script = """
            local new = holder:rotate_password{digits = 8, startTime = "2025-12-01 09:00"}
            for _, grant in ipairs(holder:grants("password")) do print(grant.password == new) end
            """
        let outcome = try await run(script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines == ["true", "true"])
        let sent = outcome.service.requests
        #expect(
            sent.map(place) == ["generate_password B001/1001", "generate_password B001/1001/甲"]
        )
        #expect(Set(sent.map { $0[.password] }).count == 1 && sent[0][.password]?.count == 8)
        #expect(sent.allSatisfy { $0[.startTime] == "1764550800" })
    }

    @Test("keeps the old password at a door that refuses the new one, and the error says so")
    func refused() async throws {
        let service = PlayedService { request, _ in
            [request.door == ScriptBench.entrance ? PlayedService.no("满") : PlayedService.yes]
        }
        let bench = try bench()
        let script = Self.tenant + "holder:rotate_password()"
        let outcome = try await bench.run(.live, script, service)
        #expect(
            outcome.failure?.message
                == "test.lua:2: holder:rotate_password: 王芳 at B001/1001: generate_password: B001/1001: "
                + "refused: 满 (the old password stays); 1 of 2 doors have the new password"
        )
        #expect(outcome.failure?.kind == .operation(.refused))
        #expect(service.requests.count == 2)
        #expect(try bench.password(ScriptBench.entrance, Self.mobile) == "735194")
        let new = try bench.password(ScriptBench.room, Self.mobile)
        #expect(new != "735194" && new == service.requests.last?[.password])
    }

    @Test("is judged as a whole: what one grant lacks keeps everything from being sent")
    func whole() async throws {
        let broken = ScriptBench.password(ScriptBench.room, Self.mobile, nil, end: nil)
        let bench = try ScriptBench([Self.grants[0], broken])
        let script =
            Self.tenant + """
                print(pcall(holder.rotate_password, holder))
                print(pcall(holder.extend, holder, {by = "3 months"}))
                print(pcall(holder.extend, holder, {}))
                print(pcall(holder.move_to, holder, "1002"))
                print(pcall(holder.move_to, holder, "1001"))
                print(pcall(holder.move_to, holder, "9999"))
                """
        let outcome = try await bench.run(.live, script)
        #expect(outcome.failure == nil && outcome.service.requests.isEmpty)
        for line in [0, 1, 3] {
            #expect(outcome.lines[line].contains("B001/1001/甲: the grant has no endTime"))
        }
        #expect(outcome.lines[2].contains("nothing given; give endTime, or by"))
        #expect(outcome.lines[4].contains("is in that flat already"))
        #expect(outcome.lines[5].contains("no door with the code '9999'"))
    }

    @Test(
        "is judged as a whole by the policy too: one protected door keeps everything from being sent",
        arguments: [
            "holder:rotate_password()", "holder:revoke{}", "holder:extend{by = \"3 months\"}",
            "holder:move_to(\"1002\")",
        ]
    )
    func admitted(_ script: String) async throws {
        let bench = try bench()
        let room = Arguments([.init("code", .text("1001")), .init("door", .text("甲"))])
        let change = try bench.register.settingDoors(DoorSelector(room), protected: true)
        try bench.register.apply(change)
        let outcome = try await bench.run(.live, Self.tenant + script)
        #expect(outcome.service.requests.isEmpty)
        #expect(outcome.failure?.kind == .operation(.policy))
        #expect(outcome.failure?.message.contains("B001/1001/甲 is protected") == true)
    }

    @Test("that moves leaves an empty flat behind, where nobody else holds anything")
    func leaves() async throws {
        let bench = try bench()
        bench.policy.keepAWayIn = true
        let script = """
            holder:move_to("1002")
            for _, door in ipairs(yeeuu.doors{building = "B001", code = "1001"}) do print(door, door.occupied) end
            """
        let outcome = try await bench.run(.live, Self.tenant + script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines == ["B001/1001\tfalse", "B001/1001/甲\ttrue"])
    }

    @Test("loses everything in the flat, and nothing elsewhere")
    func revoked() async throws {
        let outcome = try await run("holder:revoke{vacate = true} print(#holder:grants())")
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines == ["0"])
        #expect(
            outcome.service.requests.map(place) == [
                "remove_password B001/1001", "delete_auth B001/1001", "remove_password B001/1001/甲",
                "delete_auth B001/1001/甲",
            ]
        )
    }

    @Test("holds everything longer, with the same password; again, nothing is sent")
    func extended() async throws {
        let script = """
            for _ = 1, 2 do holder:extend{endTime = "2026-03-31"} end
            print(holder.endTime, pcall(holder.extend, holder, {endTime = "2026-01-01"}))
            """
        let outcome = try await run(script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines[0].hasPrefix("1774972799\tfalse"))
        #expect(outcome.lines[0].contains("it ends later already"))
        let sent = outcome.service.requests
        #expect(sent.map(\.operation) == [.auth, .generatePassword, .generatePassword])
        #expect(sent.allSatisfy { $0[.endTime] == "1774972799" })
        #expect(sent.compactMap { $0[.password] } == ["735194", "735194"])
    }

    @Test("moves: everything is given at the new flat before anything is taken away")
    func moved() async throws {
        let outcome = try await run("holder:move_to(\"1002\")")
        #expect(outcome.failure?.message == nil)
        #expect(
            outcome.service.requests.map(place) == [
                "auth B001/1002", "generate_password B001/1002", "generate_password B001/1002/乙",
                "delete_auth B001/1001", "remove_password B001/1001", "remove_password B001/1001/甲",
            ]
        )
    }

    @Test("that cannot move keeps everything, in a plan too, whatever the script catches")
    func notMoved() async throws {
        let service = PlayedService { request, _ in
            [request.operation == .generatePassword ? PlayedService.no("满") : PlayedService.yes]
        }
        let script = "print(pcall(holder.move_to, holder, \"1002\"))"
        let outcome = try await run(script, .live, service)
        #expect(outcome.service.requests.map(\.operation) == [.auth, .generatePassword])
        #expect(
            outcome.lines[0].contains("keeps everything there, and holds 1 of 3 at the new flat")
        )
        let dry = try await bench().session(.dryRun) { host, run, outcome in
            outcome.failure = await host.run(Array((Self.tenant + script).utf8), name: "t.lua")
            outcome.report = await run.finish(nil)
        }
        #expect(dry.report?.planned == 6)
    }
}

@Suite("A grant in a script")
struct GrantFlowTests {
    private static let grant = """
        local grant = yeeuu.grants{building = "B002", kind = "password"}[1]

        """

    private func run(
        _ script: String,
        _ service: PlayedService = PlayedService()
    ) async throws -> ScriptOutcome {
        let bench = try ScriptBench()
        bench.policy.keepAWayIn = false
        return try await bench.run(.live, Self.grant + script, service)
    }

    @Test("holds longer by the calendar, with the same password")
    func extended() async throws {
        let outcome = try await run(
            """
            local old = grant.endTime
            grant:extend{by = "3 months"}
            print(grant.endTime == yeeuu.after(old, "3 months"))
            print(pcall(grant.extend, grant, {by = "3 months", endTime = "2027-01-01"}))
            print(pcall(grant.extend, grant, {by = "3m"}))
            """
        )
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines[0] == "true")
        #expect(outcome.lines[1].contains("endTime and by given; give one of them"))
        #expect(outcome.lines[2].contains("'3m' is no length of time"))
        #expect(outcome.service.requests.map { $0[.password] } == ["6047183952"])
    }

    @Test("whose extension got no answer ends once so much later, not twice")
    func extendedAgain() async throws {
        let bench = try ScriptBench()
        let script = Self.grant + "grant:extend{by = \"1 month\"}"
        let lost = PlayedService { _, _ in [PlayedService.lost] }
        _ = try await bench.run(.live, script, lost)
        let again = try await bench.run(.live, script)
        #expect(again.failure?.message == nil)
        let ends = (lost.requests + again.service.requests).map { $0[.endTime] }
        #expect(ends.count == 2 && Set(ends).count == 1)
    }

    @Test("moves to another door, and is taken away only once that is ok")
    func moved() async throws {
        let script = """
            local door = yeeuu.door{building = "B001", code = "1002"}
            print(pcall(grant.move_to, grant, door))
            print(pcall(grant.move_to, grant, grant:get_door()))
            """
        let outcome = try await run(script)
        #expect(outcome.lines[1].contains("B002/2001: the grant is of that door already"))
        let sent = outcome.service.requests
        #expect(sent.map(\.operation) == [.generatePassword, .removePassword])
        #expect(sent[0].door == ScriptBench.second && sent[0][.password] == "6047183952")
        let refusing = PlayedService { _, _ in [PlayedService.no("满")] }
        let refused = try await run(script, refusing)
        #expect(refused.service.operations == ["generate_password"])
        let stuck = PlayedService { request, _ in
            [request.operation == .removePassword ? PlayedService.no("忙") : PlayedService.yes]
        }
        let both = try await run(script, stuck)
        #expect(both.lines[0].contains("refused: 忙; it holds at B001/1002 too"))
    }

    @Test("that the service refuses because it starts in the past is told with that")
    func past() async throws {
        let refusing = PlayedService { _, _ in [PlayedService.no("参数错误")] }
        let outcome = try await run("grant:rotate_password{}", refusing)
        let hint =
            "refused: 参数错误; it starts in the past; if that is why, give startTime = yeeuu.now()"
        #expect(outcome.failure?.message.contains(hint) == true)
        #expect(outcome.report?.failures.first?.desc.contains("startTime = yeeuu.now()") == true)
        let later = try await run("grant:rotate_password{startTime = yeeuu.now()}")
        #expect(later.service.requests.first?[.startTime] == String(ScriptBench.now))
    }
}
