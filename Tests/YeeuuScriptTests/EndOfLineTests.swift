import ALMS
import Register
import Runs
import Synchronization
import Testing
import YeeuuScript

@Suite("A door that is offline")
struct EndOfLineTests {
    private static let rotate = """
        local report = yeeuu.each(yeeuu.grants { kind = "password" }, function(grant)
          grant:rotate_password {}
        end)
        print(#report.ok, #report.refused)
        """

    /// A flat of one door for each number.
    private static func estate(_ count: Int) -> [EstateGrant] {
        (1...count).map { number in
            ScriptBench.password(
                ScriptBench.entrance,
                "1380000\(1000 + number)",
                "735194826\(number % 10)"
            )
        }
    }

    private func codes(_ service: PlayedService) -> [String] {
        service.requests.map { "\($0[.code] ?? "")\($0[.door] ?? "")" }
    }

    @Test("is asked once more when everybody else is done", arguments: [1, 2, 4])
    func last(_ concurrency: Int) async throws {
        let bench = try ScriptBench()
        bench.concurrency = concurrency
        let seen = Seen()
        let service = PlayedService { request, _ in
            let isFirst = request[.buildingId] == "B001" && seen.add(request[.authoredMobile] ?? "")
            return [isFirst ? PlayedService.no("LOCK_NOT_ONLINE") : PlayedService.yes]
        }
        let outcome = try await bench.run(.live, Self.rotate, service)
        #expect(outcome.failure == nil)
        #expect(outcome.lines == ["4\t0"])
        #expect(outcome.report?.exitCode == .done)
        #expect(outcome.report?.counts[.ok] == 4)
        // The door of the other building is done before any of these is asked again.
        let place = try #require(service.requests.firstIndex { $0[.buildingId] == "B002" })
        #expect(place < 4)
        #expect(service.mostInFlight <= concurrency)
    }

    @Test("stays waiting when it is offline to the end, and stops nobody")
    func waiting() async throws {
        let bench = try ScriptBench()
        bench.policy.maxFailures = .count(0)
        let service = PlayedService { request, _ in
            [
                request[.buildingId] == "B001"
                    ? PlayedService.no("HOST_NOT_LOGIN") : PlayedService.yes
            ]
        }
        let outcome = try await bench.run(.live, Self.rotate, service)
        #expect(outcome.lines == ["1\t3"])
        let report = try #require(outcome.report)
        #expect(report.stopped == nil && report.failures.isEmpty)
        #expect(report.waiting.count == 3)
        #expect(report.waiting.allSatisfy { $0.desc == "HOST_NOT_LOGIN" && $0.attempts == 2 })
        #expect(report.exitCode == .someFailed)
        #expect(service.requests.count == 7)
    }

    @Test("keeps its item, whose other requests follow once it is done")
    func itemGoesOn() async throws {
        let bench = try ScriptBench()
        let service = PlayedService.answering([
            PlayedService.no("LOCK_NOT_ONLINE"), PlayedService.yes,
        ])
        let script = """
            local report = yeeuu.each(yeeuu.doors { building = "B001", door = "甲" }, function(door)
              door:revoke { authoredMobile = "13800000002" }
              return "done"
            end)
            print(report.results[1])
            """
        let outcome = try await bench.run(.live, script, service)
        #expect(outcome.lines == ["done"])
        #expect(service.operations == ["remove_password", "remove_password", "delete_auth"])
    }

    @Test("holds no place that others need", arguments: [1, 3])
    func places(_ concurrency: Int) async throws {
        let bench = try ScriptBench()
        bench.concurrency = concurrency
        let seen = Seen()
        let service = PlayedService { request, _ in
            let mobile = request[.authoredMobile] ?? ""
            return [
                request.operation == .auth && mobile < "13800000040" && seen.add(mobile)
                    ? PlayedService.no("LOCK_NOT_ONLINE") : PlayedService.yes
            ]
        }
        let script = """
            local people = {}
            for i = 1, 60 do people[i] = string.format("138000000%02d", i) end
            local door = yeeuu.door { code = "2001" }
            local report = yeeuu.each(people, function(mobile)
              door:auth { startTime = 1764550800, endTime = 1764650800, author = "office",
                authoredName = "王芳", authoredMobile = mobile }
            end)
            print(#report.ok)
            """
        let outcome = try await bench.run(.live, script, service)
        #expect(outcome.lines == ["60"])
        // All are asked once before any is asked again.
        let first = service.requests.prefix(60).compactMap { $0[.authoredMobile] }
        #expect(Set(first).count == 60)
        #expect(service.requests.count == 99)
        #expect(service.mostInFlight <= concurrency)
    }

    @Test("is asked again at once where nothing else is to be done")
    func alone() async throws {
        let bench = try ScriptBench()
        let service = PlayedService.answering([
            PlayedService.no("HOST_NOT_ONLINE"), PlayedService.yes,
        ])
        let script =
            #"yeeuu.grants { kind = "password", building = "B002" }[1]:rotate_password {} print "ok""#
        let outcome = try await bench.run(.live, script, service)
        #expect(outcome.lines == ["ok"] && service.requests.count == 2)
    }

    @Test("in a list within a list lets the outer one go on")
    func nested() async throws {
        let bench = try ScriptBench()
        bench.concurrency = 1
        let seen = Seen()
        let service = PlayedService { request, _ in
            let isFirst = request[.buildingId] == "B001" && seen.add(request[.authoredMobile] ?? "")
            return [isFirst ? PlayedService.no("LOCK_NOT_ONLINE") : PlayedService.yes]
        }
        let script = """
            local ok = 0
            yeeuu.each({ "B001", "B002" }, function(building)
              local report = yeeuu.each(yeeuu.grants { kind = "password", building = building }, function(grant)
                grant:rotate_password {}
              end)
              ok = ok + #report.ok
            end)
            print(ok)
            """
        let outcome = try await bench.run(.live, script, service)
        #expect(outcome.lines == ["4"])
        let place = try #require(service.requests.firstIndex { $0[.buildingId] == "B002" })
        #expect(place <= 3, "\(codes(service))")
    }

    @Test("is not asked again once the run is stopped, and nobody waits for ever")
    func stopped() async throws {
        let bench = try ScriptBench()
        bench.concurrency = 1
        bench.policy.maxOffline = .count(1)
        let service = PlayedService { _, _ in [PlayedService.no("LOCK_NOT_ONLINE")] }
        let outcome = try await bench.run(.live, Self.rotate, service)
        let report = try #require(outcome.report)
        #expect(report.exitCode == .bound)
        guard case .bound("max_offline", _) = report.stopped else {
            Issue.record("not stopped by max_offline")
            return
        }
        #expect(service.requests.count == 2)
        #expect(report.waiting.count == 2)
    }

    @Test("is not waited for by a script that ends with a mistake")
    func mistake() async throws {
        let bench = try ScriptBench()
        bench.concurrency = 4
        let service = PlayedService { _, _ in [PlayedService.no("LOCK_NOT_ONLINE")] }
        let script = """
            yeeuu.each({ 1, 2 }, function(i)
              if i == 2 then yeeuu.sleep(0.05) error("no") end
              yeeuu.grants { kind = "password", building = "B002" }[1]:rotate_password {}
            end)
            """
        let outcome = try await bench.run(.live, script, service)
        #expect(outcome.failure?.kind == .bug)
        #expect(outcome.report?.exitCode == .usage)
        #expect(outcome.report?.waiting.count == 1)
    }

    @Test("is told apart from a canary's failures")
    func canary() async throws {
        let bench = try ScriptBench()
        bench.policy.canary = try Canary("1,50%")
        bench.policy.maxFailures = .percent(10)
        let service = PlayedService { _, _ in [PlayedService.no("LOCK_NOT_ONLINE")] }
        let outcome = try await bench.run(.live, Self.rotate, service)
        #expect(outcome.report?.stopped == nil)
        #expect(outcome.report?.waiting.count == 4)
    }

    @Test("an opening is wanted now: it is not asked again")
    func opening() async throws {
        let bench = try ScriptBench()
        bench.policy.allow.insert(.remoteAction)
        let service = PlayedService { _, _ in [PlayedService.no("HOST_NOT_ONLINE")] }
        let script = #"yeeuu.door { code = "2001" }:remote_action { operator = "13800000009" }"#
        let outcome = try await bench.run(.live, script, service)
        #expect(outcome.failure != nil)
        #expect(service.requests.count == 1)
    }

    @Test("comes last on the next run that leaves out what is done")
    func unfinished() async throws {
        let bench = try ScriptBench()
        bench.concurrency = 1
        bench.policy.maxFailures = .percent(100)
        let first = PlayedService { request, _ in
            let isOffline = request[.code] == "1001" && request[.doorType] == "1"
            return [isOffline ? PlayedService.no("LOCK_NOT_ONLINE") : PlayedService.yes]
        }
        let run = try await bench.run(.live, Self.rotate, first)
        #expect(run.lines == ["3\t1"])
        let script = """
            local grants = yeeuu.grants { kind = "password" }
            local report = yeeuu.each(grants, function(grant, index)
              print(index, grant.door)
              grant:rotate_password {}
            end)
            print(#report.unchanged, report.ok[1].index)
            """
        bench.finished = try FinishedItems(of: try #require(run.report).id, in: bench.register)
        let again = try await bench.run(.live, script)
        #expect(again.service.requests.count == 1)
        #expect(again.lines.last?.hasPrefix("3\t") == true)
    }

    @Test("with others that failed comes behind what was never tried")
    func order() async throws {
        let bench = try ScriptBench()
        bench.concurrency = 1
        let script = """
            local report = yeeuu.each({ "a", "b", "c", "d" }, function(item)
              print(item)
              if yeeuu.args { fails = { type = "boolean" } }.fails and item ~= "b" then
                yeeuu.door { code = "no" }
              end
            end)
            """
        bench.arguments = [("fails", "true")]
        bench.policy.maxFailures = .count(1)
        let first = try await bench.run(.live, script)
        #expect(first.lines == ["a", "b", "c"])
        bench.finished = try FinishedItems(of: try #require(first.report).id, in: bench.register)
        bench.arguments = [("fails", "false")]
        #expect(try await bench.run(.live, script).lines == ["d", "a", "c"])
    }

    @Test("costs a long list no more than its time")
    func many() async throws {
        let bench = try ScriptBench(Self.estate(1))
        let service = PlayedService { _, _ in [PlayedService.no("LOCK_NOT_ONLINE")] }
        let script = """
            local items = {}
            for i = 1, 2000 do items[i] = string.format("138%08d", i) end
            local door = yeeuu.door { code = "2001" }
            local report = yeeuu.each(items, function(mobile)
              door:auth { startTime = 1764550800, endTime = 1764650800, author = "office",
                authoredName = "王芳", authoredMobile = mobile }
            end)
            print(#report.refused)
            """
        let outcome = try await bench.run(.live, script, service)
        #expect(outcome.lines == ["2000"])
        #expect(service.requests.count == 4000)
    }
}

/// Remembers what it was told.
private final class Seen: Sendable {
    private let words = Mutex<Set<String>>([])

    /// Whether it is told this for the first time.
    func add(_ word: String) -> Bool { words.withLock { $0.insert(word).inserted } }
}
