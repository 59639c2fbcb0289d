import ALMS
import Runs
import Synchronization
import Testing
import YeeuuScript

@Suite("each")
struct EachTests {
    private static let remove = """
        local grants = yeeuu.grants{all = true, kind = "password"}
        local report = yeeuu.each(grants, function(grant, index)
          grant:get_door():remove_password{authoredMobile = grant.authoredMobile}
          return index
        end)
        local words = {}
        for _, name in ipairs{"ok", "refused", "failed", "unknown", "skipped", "unchanged"} do
          words[#words + 1] = name .. "=" .. #report[name]
        end
        print(table.concat(words, " "), report.stopped)
        for _, name in ipairs{"refused", "failed", "unknown", "skipped"} do
          for _, entry in ipairs(report[name]) do
            print(name, entry.index, entry.item == grants[entry.index], entry.error.class, entry.error)
          end
        end
        """

    private func bench() throws -> ScriptBench {
        let bench = try ScriptBench()
        bench.policy.keepAWayIn = false
        return bench
    }

    @Test("lists what ended in the items' order, whatever ended first")
    func order() async throws {
        let script = """
            local report = yeeuu.each({3, 1, 2, 0}, {concurrency = 4}, function(i)
              yeeuu.sleep(i / 50)
            end)
            for _, entry in ipairs(report.ok) do print(entry.index) end
            """
        let outcome = try await bench().run(.dryRun, script)
        #expect(outcome.lines == ["1", "2", "3", "4"])
    }

    @Test("has as many calls in flight as it may, and no more", arguments: [1, 3])
    func concurrency(_ limit: Int) async throws {
        let bench = try bench()
        let service = PlayedService(delay: .milliseconds(30))
        let script = """
            local items = {}
            for i = 1, 9 do items[i] = i end
            yeeuu.each(items, {concurrency = \(limit)}, function(i)
              yeeuu.get_device_logs_page_count{doorType = 1, code = tostring(i), page = 1, pageSize = 1}
            end)
            """
        let outcome = try await bench.run(.live, script, service)
        #expect(outcome.failure?.kind == .operation(.unknown) || outcome.failure == nil)
        #expect(service.requests.count == 9)
        #expect(service.mostInFlight == limit)
    }

    @Test("puts every item where its end belongs")
    func classes() async throws {
        let bench = try bench()
        bench.concurrency = 1
        let answers: [TransportEvent] = [
            PlayedService.yes, PlayedService.no("门锁离线"), PlayedService.lost,
            .noConnection("refused"),
        ]
        let service = PlayedService { _, before in [answers[before]] }
        let outcome = try await bench.run(.live, Self.remove, service)
        #expect(outcome.failure == nil)
        #expect(
            outcome.lines.first
                == "ok=1 refused=1 failed=1 unknown=1 skipped=0 unchanged=0\tnil"
        )
        let refused = outcome.lines.first { $0.hasPrefix("refused") } ?? ""
        #expect(
            refused.hasPrefix("refused\t2\ttrue\trefused\ttest.lua:3: remove_password: B001/1001/甲")
        )
        #expect(refused.hasSuffix(": refused: 门锁离线"))
        let unknown = outcome.lines.first { $0.hasPrefix("unknown") } ?? ""
        #expect(unknown.hasSuffix("unknown: time-out; it may or may not have been done"))
        #expect(outcome.report?.exitCode == .someUnknown)
    }

    @Test("starts no more items once a bound stopped the run, and lists them")
    func bound() async throws {
        let bench = try bench()
        bench.concurrency = 1
        bench.policy.maxChanges = 2
        let outcome = try await bench.run(.live, Self.remove)
        #expect(outcome.failure == nil)
        #expect(outcome.service.requests.count == 2)
        #expect(
            outcome.lines.first?.hasPrefix("ok=2 refused=0 failed=1") == true,
            "\(outcome.lines)"
        )
        #expect(outcome.lines.contains { $0.hasPrefix("failed\t3\ttrue\tpolicy") })
        #expect(outcome.lines.contains { $0.hasPrefix("skipped\t4\ttrue\tpolicy") })
        #expect(outcome.report?.exitCode == .bound)
    }

    @Test("starts nothing more after a plain error, and ends the script with it")
    func bug() async throws {
        let bench = try bench()
        let script = """
            local seen = {}
            local ok, e = pcall(yeeuu.each, {1, 2, 3, 4}, function(i)
              seen[#seen + 1] = i
              if i == 2 then local nothing; nothing.x = 1 end
            end)
            print(table.concat(seen, " "), ok, (tostring(e):gsub(" %(.*", "")))
            yeeuu.grants{building = "B002"}[1]:rotate_password()
            """
        let outcome = try await bench.run(.live, script)
        #expect(outcome.lines == ["1 2\tfalse\ttest.lua:4: attempt to index a nil value"])
        #expect(outcome.service.requests.isEmpty)
        #expect(outcome.failure?.kind == .operation(.cancelled))
        #expect(outcome.report?.exitCode != .done)
    }

    @Test(
        "ends with a name that does not exist: the script is wrong, not the item",
        arguments: [
            ("grant:get_door():auth{moblie = '1'}", "moblie: no such parameter"),
            ("yeeuu.doors{bulding = 'B001'}", "bulding: no such key; did you mean 'building'?"),
            ("grant:rotate_password{digit = 6}", "digit: no such option; did you mean 'digits'?"),
        ]
    )
    func misspelt(_ call: String, _ words: String) async throws {
        let bench = try bench()
        bench.concurrency = 1
        let script = """
            yeeuu.each(yeeuu.grants{all = true, kind = "password"}, function(grant, index)
              if index == 2 then \(call) end
              grant:get_door():remove_password{authoredMobile = grant.authoredMobile}
            end)
            """
        let service = PlayedService { _, _ in [PlayedService.yes] }
        let outcome = try await bench.run(.live, script, service)
        #expect(service.requests.count == 1)
        #expect(outcome.failure?.kind == .invalid)
        #expect(outcome.failure?.message.hasPrefix("test.lua:2: ") == true)
        #expect(
            outcome.failure?.message.contains(words) == true,
            "\(outcome.failure?.message ?? "")"
        )
        #expect(outcome.report?.exitCode == .usage)
        let caught = try await bench.run(
            .dryRun,
            "print(select(2, pcall(yeeuu.doors, {bulding = 'x'})).misspelt)"
        )
        #expect(caught.lines == ["true"])
    }

    @Test("works inside each, and counts what is unchanged apart")
    func nested() async throws {
        let bench = try bench()
        let script = """
            local outer = yeeuu.each({"B001", "B002"}, function(building)
              local inner = yeeuu.each(yeeuu.grants{building = building}, function(grant)
                return grant:get_door():ensure_password{
                  authoredMobile = grant.authoredMobile, authoredName = grant.authoredName,
                  author = grant.author, startTime = grant.startTime,
                  endTime = grant.endTime + (grant.door == "甲" and 60 or 0),
                }.desc
              end)
              return #inner.ok .. "/" .. #inner.unchanged
            end)
            print(outer.results[1], outer.results[2], #outer.ok, #outer.unchanged)
            """
        let outcome = try await bench.run(.live, script, PlayedService(delay: .milliseconds(5)))
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines == ["2/1\t0/1\t1\t1"])
        #expect(outcome.service.operations == ["generate_password", "generate_password"])
    }

    @Test("ends on Ctrl-C with the rest listed as skipped")
    func interrupted() async throws {
        let bench = try bench()
        bench.concurrency = 1
        let current = Mutex<Run?>(nil)
        let service = PlayedService { _, _ in
            current.withLock { $0?.stop(.interrupted) }
            return [PlayedService.lost]
        }
        let outcome = try await bench.session(.live, service) { host, run, outcome in
            current.withLock { $0 = run }
            outcome.failure = await host.run(Array(Self.remove.utf8), name: "test.lua")
            outcome.report = await run.finish(outcome.failure)
        }
        #expect(outcome.failure == nil)
        #expect(outcome.lines.first?.contains("ok=0") == true)
        #expect(outcome.lines.count { $0.hasPrefix("skipped\t") } >= 3, "\(outcome.lines)")
        #expect(service.requests.count == 1)
        #expect(outcome.lines.first?.hasSuffix("interrupted") == true)
        #expect(outcome.report?.exitCode == .interrupted)
    }
}
