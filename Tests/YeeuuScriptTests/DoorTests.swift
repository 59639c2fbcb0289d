import ALMS
import Register
import Runs
import Testing
import YeeuuScript

@Suite("A door in a script")
struct DoorTests {
    private static let revoke = """
        local door = yeeuu.door{buildingId = "B001", code = "1001", doorType = 1}
        local ok, e = pcall(door.revoke, door, {authoredMobile = "13800000001"})
        print(ok, ok or e.class, ok or e.operation)
        """

    @Test(
        "takes both away, even if the first failed, and tells the worst",
        arguments: [
            ([PlayedService.yes, PlayedService.yes], "true\ttrue\ttrue"),
            ([PlayedService.no("忙"), PlayedService.yes], "false\trefused\tremove_password"),
            ([PlayedService.yes, PlayedService.no("忙")], "false\trefused\tdelete_auth"),
            ([PlayedService.no("忙"), PlayedService.lost], "false\tunknown\tdelete_auth"),
            ([PlayedService.lost, PlayedService.no("忙")], "false\tunknown\tremove_password"),
        ]
    )
    func revoke(_ answers: [TransportEvent], _ line: String) async throws {
        let bench = try ScriptBench()
        bench.policy.keepAWayIn = false
        let service = PlayedService { _, before in [answers[before]] }
        let outcome = try await bench.run(.live, Self.revoke, service)
        #expect(service.operations == ["remove_password", "delete_auth"])
        #expect(outcome.lines == [line], "\(outcome.failure?.message ?? "")")
    }

    @Test("may lose its last holder once it is vacated")
    func vacate() async throws {
        let bench = try ScriptBench()
        let script = """
            local door = yeeuu.door{buildingId = "B002", code = "2001", doorType = 1}
            print(pcall(door.remove_password, door, {authoredMobile = "13800000003"}))
            door:revoke{authoredMobile = "13800000003", vacate = true}
            print(door.occupied, #door:passwords())
            """
        let outcome = try await bench.run(.live, script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines.first?.contains("policy: ") == true)
        #expect(outcome.lines.last == "false\t0")
        #expect(outcome.service.operations == ["remove_password", "delete_auth"])
    }

    @Test(
        "is vacated once both removals are ok, in a live run and in a plan alike",
        arguments: [RunMode.dryRun, .live]
    )
    func vacatedByBoth(_ mode: RunMode) async throws {
        let bench = try ScriptBench()
        let script = """
            local door = yeeuu.door{buildingId = "B001", code = "1001", doorType = 2, door = "甲"}
            door:revoke{authoredMobile = "13800000001", vacate = true}
            print(door.occupied)
            door:revoke{authoredMobile = "13800000002", vacate = true}
            print(door.occupied)
            door:ensure_auth{authoredMobile = "13900000001", authoredName = "李", author = "o",
              startTime = 1764550800, endTime = 1764650800}
            print(door.occupied)
            """
        let outcome = try await bench.run(mode, script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines == ["true", "false", "true"])
    }

    @Test("is not revoked by halves where the policy allows one half alone")
    func wholeRevoke() async throws {
        let bench = try ScriptBench()
        bench.policy.allow.remove(.deleteAuth)
        let script = """
            local door = yeeuu.door{buildingId = "B001", code = "1001", doorType = 2, door = "甲"}
            local ok, e = pcall(door.revoke, door, {authoredMobile = "13800000001"})
            print(ok, e.class, e.desc)
            local holder = yeeuu.holders{mobile = "13800000001"}[1]
            print(select(2, pcall(holder.revoke, holder)).class)
            print(select(2, pcall(door.revoke, door, {authoredMobile = "13800000001",
              vacate = true, locked_out = "arrears"})).class)
            """
        let outcome = try await bench.run(.live, script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines.first?.contains("false\tpolicy\tdelete_auth is not allowed") == true)
        #expect(outcome.lines.dropFirst() == ["policy", "invalid"])
        #expect(outcome.service.operations.isEmpty)
    }

    @Test("sends an authorization only where the register does not hold just that")
    func ensureAuth() async throws {
        let bench = try ScriptBench()
        let script = """
            local door = yeeuu.door{buildingId = "B002", code = "2001", doorType = 1}
            local terms = {authoredMobile = "13900000001", authoredName = "李", author = "o",
              startTime = 1764550800, endTime = 1764650800}
            for _ = 1, 2 do print(door:ensure_auth(terms).unchanged) end
            terms.endTime = terms.endTime + 1
            print(door:ensure_auth(terms).unchanged, #door:auths())
            """
        for mode in [RunMode.dryRun, .live] {
            let outcome = try await bench.run(mode, script)
            #expect(outcome.failure?.message == nil)
            #expect(outcome.lines == ["nil", "true", "nil\t1"])
            #expect(outcome.service.operations == (mode == .live ? ["auth", "auth"] : []))
        }
    }

    @Test("keeps the present password when only the terms change")
    func ensurePassword() async throws {
        let bench = try ScriptBench()
        let script = """
            local door = yeeuu.door{buildingId = "B002", code = "2001", doorType = 1}
            local terms = {authoredMobile = "13800000003", authoredName = "王芳", author = "office",
              startTime = 1764549800, endTime = 1764650800}
            print(door:ensure_password(terms).unchanged)
            terms.endTime = terms.endTime + 1
            print(door:ensure_password(terms).unchanged)
            terms.password = "604718"
            print(door:ensure_password(terms).unchanged, door:passwords()[1].password:reveal())
            """
        let outcome = try await bench.run(.live, script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines == ["true", "nil", "nil\t604718"])
        #expect(outcome.service.requests.map { $0[.password] } == ["6047183952", "604718"])
    }

    @Test("does not extend a password that nobody knows")
    func unknownPassword() async throws {
        let grant = ScriptBench.password(ScriptBench.store, "13800000003", nil)
        let bench = try ScriptBench([grant])
        let script = """
            yeeuu.door{buildingId = "B002", code = "2001", doorType = 1}:ensure_password{
              authoredMobile = "13800000003", authoredName = "王芳", author = "office",
              startTime = 1764549800, endTime = 1764650899}
            """
        let outcome = try await bench.run(.live, script)
        #expect(outcome.failure?.kind == .invalid)
        #expect(outcome.failure?.message.contains("does not know the present password") == true)
        #expect(outcome.service.requests.isEmpty)
    }

    @Test("fills its identity into the reads, which mean the register's door")
    func reads() async throws {
        let bench = try ScriptBench()
        let service = PlayedService { _, _ in [PlayedService.body(#"{"success":true,"count":"3"}"#)]
        }
        let script = """
            local door = yeeuu.door{buildingId = "B001", code = "1001", doorType = 2, door = "甲"}
            print(door:get_device_logs_page_count{page = 1, pageSize = 10}.count)
            """
        let outcome = try await bench.run(.live, script, service)
        #expect(outcome.lines == ["3"])
        #expect(service.requests.first?.door == ScriptBench.room)
        #expect(service.requests.first?[.door] == "甲")
    }

    @Test("is synchronized in batches of a hundred, entrances first as given")
    func synchronize() async throws {
        let bench = try ScriptBench()
        let script = """
            local list = {}
            for i = 1, 250 do list[i] = {buildingId = "B009", code = tostring(i), doorType = 1} end
            print(yeeuu.synchronize_apartments(list).success, #yeeuu.doors{building = "B009"})
            """
        let outcome = try await bench.run(.live, script)
        #expect(outcome.lines == ["true\t250"], "\(outcome.failure?.message ?? "")")
        #expect(outcome.service.requests.map(\.apartments.count) == [100, 100, 50])
        #expect(outcome.service.requests.last?.apartments.last?.key.code == "250")
    }
}
