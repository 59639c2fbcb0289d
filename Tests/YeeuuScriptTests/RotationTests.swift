import ALMS
import Register
import Runs
import Testing
import YeeuuScript

@Suite("A rotated password")
struct RotationTests {
    private static let rotate = """
        local grant = yeeuu.grants{building = "B002", kind = "password"}[1]
        local secret = grant:rotate_password()
        print(secret, secret == grant.password)
        """

    @Test("is new, travels with the grant's own terms, and is never printed")
    func terms() async throws {
        let bench = try ScriptBench()
        let outcome = try await bench.run(.live, Self.rotate)
        #expect(outcome.lines == ["••••••\ttrue"])
        let request = try #require(outcome.service.requests.first)
        #expect(request[.endTime] == String(ScriptBench.now + 100_000))
        #expect(request[.authoredName] == "王芳")
        #expect(request[.author] == "office")
        let password = try #require(request[.password])
        #expect(password.count == 6 && !password.hasPrefix("0"))
        #expect(try bench.password(ScriptBench.store, "13800000003") == password)
    }

    @Test("stays the old one when the service refuses")
    func refused() async throws {
        let bench = try ScriptBench()
        let service = PlayedService { _, _ in [PlayedService.no("满")] }
        let outcome = try await bench.run(.live, Self.rotate, service)
        #expect(outcome.failure?.kind == .operation(.refused))
        #expect(outcome.failure?.message == "test.lua:2: generate_password: B002/2001: refused: 满")
        #expect(try bench.password(ScriptBench.store, "13800000003") == "6047183952")
    }

    @Test("that got no answer is sent again, the same, before a newer one")
    func unsettled() async throws {
        let bench = try ScriptBench()
        let lost = PlayedService { _, _ in [PlayedService.lost] }
        let first = try await bench.run(.live, Self.rotate, lost)
        #expect(first.failure?.kind == .operation(.unknown))
        let second = try await bench.run(.live, Self.rotate)
        #expect(second.failure?.message == nil)
        let sent = second.service.requests.map { $0[.password] }
        #expect(sent.count == 2)
        #expect(sent.first == lost.requests.first?[.password])
        #expect(sent.last != sent.first)
    }

    @Test("needs an end time")
    func endTime() async throws {
        let grant = ScriptBench.password(ScriptBench.store, "13800000003", "6047183952", end: nil)
        let bench = try ScriptBench([grant])
        let outcome = try await bench.run(.live, Self.rotate)
        #expect(outcome.failure?.kind == .invalid)
        #expect(outcome.failure?.message.contains("the grant has no endTime") == true)
        #expect(outcome.service.requests.isEmpty)
    }

    @Test("takes the place of the old one where that is removed first, or the old one comes back")
    func removeFirst() async throws {
        let bench = try ScriptBench()
        bench.rotation = .removeThenSet
        let answers = [PlayedService.yes, PlayedService.no("满"), PlayedService.yes]
        let service = PlayedService { _, before in [answers[before]] }
        let outcome = try await bench.run(.live, Self.rotate, service)
        #expect(outcome.failure?.kind == .operation(.refused))
        #expect(
            service.operations == ["remove_password", "generate_password", "generate_password"]
        )
        #expect(service.requests.last?[.password] == "6047183952")
    }

    @Test("comes back where nobody knows whether it was removed")
    func removeFirstLost() async throws {
        let bench = try ScriptBench()
        bench.rotation = .removeThenSet
        let answers = [PlayedService.lost, PlayedService.yes]
        let service = PlayedService { _, before in [answers[before]] }
        let outcome = try await bench.run(.live, Self.rotate, service)
        #expect(outcome.failure?.kind == .operation(.unknown))
        #expect(service.operations == ["remove_password", "generate_password"])
        #expect(service.requests.last?[.password] == "6047183952")
        #expect(try bench.password(ScriptBench.store, "13800000003") == "6047183952")
    }

    @Test("is refused before anything is removed when the old one is not known")
    func removeFirstUnknown() async throws {
        let bench = try ScriptBench([ScriptBench.password(ScriptBench.store, "13800000003", nil)])
        bench.rotation = .removeThenSet
        let outcome = try await bench.run(.live, Self.rotate)
        #expect(outcome.failure?.kind == .invalid)
        #expect(outcome.failure?.message.contains("does not know the old password") == true)
        #expect(outcome.service.requests.isEmpty)
    }

    @Test("may be one that the script gives, weak only when it says so")
    func given() async throws {
        let bench = try ScriptBench()
        let script = """
            local grant = yeeuu.grants{building = "B002", kind = "password"}[1]
            print(pcall(grant.rotate_password, grant, {password = "123456"}))
            grant:rotate_password{password = "123456", allow_weak = true}
            local again = {authoredMobile = grant.authoredMobile, authoredName = "王芳", author = "o",
              startTime = grant.startTime, endTime = grant.endTime, password = grant.password}
            print(grant:get_door():generate_password(again).success)
            """
        let outcome = try await bench.run(.live, script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines.first?.contains("weak, a run of digits; give another") == true)
        #expect(outcome.lines.last == "true")
        #expect(outcome.service.requests.map { $0[.password] } == ["123456", "123456"])
    }

    @Test("reveals itself only in a live run, and the log knows")
    func reveal() async throws {
        let bench = try ScriptBench()
        let script = """
            local grant = yeeuu.grants{building = "B002", kind = "password"}[1]
            print(grant.password:reveal())
            print(grant:rotate_password():reveal())
            print(yeeuu.password{digits = 8}:reveal())
            """
        let dry = try await bench.run(.dryRun, script)
        #expect(dry.lines == ["6047183952", "(dry run)", "(dry run)"])
        let live = try await bench.run(.live, script)
        #expect(live.lines[1] == live.service.requests.first?[.password])
        #expect(live.lines[2].count == 8)
    }
}
