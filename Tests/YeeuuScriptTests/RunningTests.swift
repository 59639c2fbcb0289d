import ALMS
import Runs
import Testing
import YeeuuScript

@Suite("A script")
struct RunningTests {
    @Test("sees the run it belongs to")
    func fields() async throws {
        let bench = try ScriptBench()
        let outcome = try await bench.run(
            .dryRun,
            "print(yeeuu.dry_run, yeeuu.target, yeeuu.version, #yeeuu.run_id > 0)"
        )
        #expect(outcome.failure == nil)
        #expect(outcome.lines == ["true\tsandbox\t9.9\ttrue"])
    }

    @Test("plans writes in a dry run and sends none")
    func dryRun() async throws {
        let bench = try ScriptBench()
        let outcome = try await bench.run(.dryRun, Self.rotate)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.service.operations == [])
        #expect(outcome.report?.planned == 3)
        #expect(outcome.lines == ["3 0 0"])
        #expect(try bench.password(ScriptBench.room, "13800000002") == "5937162048")
    }

    @Test("sends in a live run just what its dry run planned, and the register has it")
    func live() async throws {
        let bench = try ScriptBench()
        let outcome = try await bench.run(.live, Self.rotate)
        #expect(outcome.failure?.message == nil)
        #expect(Set(outcome.service.operations) == ["generate_password"])
        #expect(outcome.service.requests.count == 3)
        #expect(outcome.report?.counts[.ok] == 3)
        let request = outcome.service.requests.first { $0[.authoredMobile] == "13800000002" }
        let password = try #require(request?[.password])
        #expect(password.count == 8 && password != "5937162048")
        #expect(try bench.password(ScriptBench.room, "13800000002") == password)
        #expect(try bench.password(ScriptBench.store, "13800000003") == "6047183952")
    }

    private static let rotate = """
        local grants = yeeuu.grants{building = "B001", kind = "password"}
        local report = yeeuu.each(grants, function(grant) return grant:rotate_password{digits = 8} end)
        print(#report.ok .. " " .. #report.failed .. " " .. #report.unknown)
        """
}
