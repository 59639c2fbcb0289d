import ALMS
import Register
import Runs
import Synchronization
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
            second.texts == [
                "3 of 4 items were confirmed in \(first.report?.id ?? "") and were left out"
            ]
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

    @Test("are a file's rows by the columns that the script names, also when it was saved again")
    func savedAgain() async throws {
        let bench = try ScriptBench()
        let script = """
            local columns = { authoredMobile = "手机号", endTime = "结束" }
            local rows = yeeuu.csv.read("list.csv", { columns = columns })
            print(#yeeuu.each(rows, function() end).ok)
            """
        try bench.write("list.csv", "手机号,结束,备注\n13800000001,2026-12-31,2026-02-03\n")
        let first = try await bench.run(.live, script)
        bench.finished = try finished(bench, first)
        try bench.write(
            "list.csv",
            "结束,手机号,备注\n2026/12/31,13800000001,2026/2/3\n2026/12/31,13800000002,\n"
        )
        #expect(try await bench.run(.live, script).lines == ["1"])
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

    @Test("a row that was not begun is told by its place, any other table by its number")
    func notBegun() async throws {
        let bench = try ScriptBench()
        bench.policy.maxFailures = .count(0)
        try bench.write("in.csv", "name\na\nb\nc\n")
        let lists = [
            "yeeuu.csv.read('in.csv')": ["in.csv:3", "in.csv:4"],
            "{ { n = 1 }, { n = 2 }, { n = 3 } }": ["item 2", "item 3"],
            "{ 'a', 'b', 'c' }": ["b", "c"],
        ]
        for (list, names) in lists {
            let script = """
                yeeuu.each(\(list), { concurrency = 1 }, function()
                  yeeuu.grants { kind = "password" }[1]:rotate_password {}
                end)
                """
            let bad = PlayedService { _, _ in [PlayedService.no("满")] }
            let run = try await bench.run(.live, script, bad)
            let told = run.report?.notStarted.map(\.item) ?? []
            #expect(told.count == 2 && zip(told, names).allSatisfy { $0.contains($1) }, "\(told)")
            #expect(run.report?.isPartial == true)
        }
    }

    @Test("tells how far a list is, of the outermost ones alone")
    func items() async throws {
        let bench = try ScriptBench()
        let told = Mutex<[[Int]]>([])
        bench.events = { event in
            if case .item(let list, let count) = event {
                told.withLock { $0.append([list, count]) }
            }
        }
        let script = """
            yeeuu.each({ 1, 2, 3 }, { concurrency = 1 }, function()
              yeeuu.each({ 4, 5 }, function() end)
            end)
            """
        _ = try await bench.run(.dryRun, script)
        let all = told.withLock { $0 }
        #expect(all.count == 3 && Set(all) == [[1, 3]], "\(all)")
    }

    @Test("what is printed after an interrupt is said to be partial, once")
    func partial() async throws {
        let bench = try ScriptBench()
        let script = """
            print("before")
            pcall(function() yeeuu.grants { kind = "password" }[1]:rotate_password {} end)
            print("a") print("b")
            """
        let service = PlayedService()
        let outcome = try await bench.session(.live, service) { host, run, outcome in
            run.stop(.interrupted)
            outcome.failure = await host.run(Array(script.utf8), name: "test.lua")
            outcome.report = await run.finish(outcome.failure)
        }
        #expect(outcome.texts == ["interrupted: what is printed from here on is partial"])
        #expect(outcome.report?.isPartial == true && outcome.report?.exitCode == .interrupted)
    }
}
