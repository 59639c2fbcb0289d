import ALMS
import Register
import Runs
import Testing
import YeeuuScript

@Suite("Items of a list that an earlier run finished")
struct UnfinishedTests {
    private static let rotate = """
        local report = yeeuu.each(yeeuu.grants { kind = "password" }, function(grant)
          grant:rotate_password {}
        end)
        print(#report.ok, #report.refused, #report.unchanged)
        """

    private func finished(_ bench: ScriptBench, _ outcome: ScriptOutcome) throws -> FinishedItems {
        try FinishedItems(of: try #require(outcome.report).id, in: bench.register)
    }

    @Test("are left out, and the rest is done")
    func rest() async throws {
        let bench = try ScriptBench()
        bench.policy.maxFailures = .percent(100)
        let picky = PlayedService { request, _ in
            [request[.buildingId] == "B002" ? PlayedService.no("满") : PlayedService.yes]
        }
        let first = try await bench.run(.live, Self.rotate, picky)
        #expect(first.lines == ["3\t1\t0"])
        bench.finished = try finished(bench, first)
        #expect(bench.finished?.count == 3)
        let second = try await bench.run(.live, Self.rotate)
        #expect(second.service.requests.map { $0[.buildingId] } == ["B002"])
        #expect(second.lines == ["1\t0\t3"])
        #expect(
            second.texts == ["3 of 4 items were ok in \(first.report?.id ?? "") and were left out"]
        )
        bench.finished = try finished(bench, second)
        let third = try await bench.run(.live, Self.rotate)
        #expect(third.service.requests.isEmpty && third.lines == ["0\t0\t4"])
    }

    @Test("are left out of a rehearsal too")
    func rehearsal() async throws {
        let bench = try ScriptBench()
        bench.finished = try finished(bench, try await bench.run(.live, Self.rotate))
        let dry = try await bench.run(.dryRun, Self.rotate)
        #expect(dry.report?.planned == 0 && dry.lines == ["0\t0\t4"])
    }

    @Test("are known by what they are: rows too, alike ones by their number, without being written")
    func rows() async throws {
        let bench = try ScriptBench()
        let script = """
            local rows = { { code = "1", pin = "735194" }, { code = "1", pin = "735194" }, { code = "2" }, "a", 7 }
            local list = {}
            for i = 1, tonumber(yeeuu.args { count = { type = "integer" } }.count) do list[i] = rows[i] end
            print(#yeeuu.each(list, function() end).ok)
            """
        bench.arguments = [("count", "1")]
        let first = try await bench.run(.live, script)
        let items = try bench.register.items(of: try #require(first.report).id)
        #expect(items.count == 1 && items.allSatisfy { !$0.key.contains("735194") })
        bench.finished = try finished(bench, first)
        bench.arguments = [("count", "5")]
        #expect(try await bench.run(.live, script).lines == ["4"])
    }

    @Test("of another list do not count")
    func lists() async throws {
        let bench = try ScriptBench()
        let script = """
            for _ = 1, 2 do print(#yeeuu.each({ "a", "b" }, function(item)
              if item == "b" and yeeuu.args { fails = { type = "boolean" } }.fails then yeeuu.door { code = "no" } end
            end).ok) end
            """
        bench.arguments = [("fails", "true")]
        let first = try await bench.run(.live, script)
        #expect(first.lines == ["1", "1"])
        bench.finished = try finished(bench, first)
        bench.arguments = [("fails", "false")]
        #expect(try await bench.run(.live, script).lines == ["1", "1"])
    }

    @Test("a canary waits for each of its steps, and stops there when too much went wrong")
    func canary() async throws {
        let bench = try ScriptBench()
        bench.policy.canary = try Canary("1,50%")
        bench.policy.maxFailures = .percent(10)
        let good = try await bench.run(.live, Self.rotate, PlayedService(delay: .milliseconds(5)))
        #expect(good.lines == ["4\t0\t0"] && good.service.mostInFlight == 2)
        let bad = PlayedService { _, _ in [PlayedService.no("满")] }
        let stopped = try await bench.run(.live, Self.rotate, bad)
        #expect(bad.requests.count == 1)
        #expect(stopped.report?.notStarted.count == 3)
        #expect(stopped.report?.exitCode == .bound)
    }
}
