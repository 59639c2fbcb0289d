import ALMS
import Register
import Runs
import Testing

@testable import YeeuuScript

@Suite("A time in a script")
struct TimeTests {
    @Test("is Unix seconds or a text, wherever one is due")
    func texts() async throws {
        let bench = try ScriptBench()
        let script = """
            local door = yeeuu.door{building = "B002"}
            local terms = {authoredMobile = "13900000001", authoredName = "李", author = "o",
              startTime = "2026-12-01 09:00", endTime = "2026-12-31"}
            door:auth(terms)
            print(door:ensure_auth(terms).unchanged, door:ensure_password(terms).unchanged)
            yeeuu.auth{buildingId = "B002", code = "2001", doorType = 1, authoredMobile = "13900000002",
              authoredName = "李", author = "o", startTime = "today", endTime = "tomorrow 9:30"}
            print(#yeeuu.grants{endTime = "2026-12-31"}, yeeuu.date("2026-12-01", "%d.%m."))
            print(yeeuu.time("yesterday") + 86400 == yeeuu.time("today"), yeeuu.time("today", "end"))
            """
        let outcome = try await bench.run(.live, script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines[0] == "true\tnil")
        #expect(outcome.lines[1] == "2\t01.12.")
        #expect(outcome.lines[2] == "true\t1764604799")
        let sent = outcome.service.requests.map { [$0[.startTime], $0[.endTime]] }
        #expect(sent[0] == ["1796086800", "1798732799"])
        #expect(sent[1] == sent[0])
        #expect(sent[2] == ["1764518400", "1764639000"])
    }

    @Test("that is none is refused with the rest")
    func wrong() async throws {
        let script = """
            local door = yeeuu.door{building = "B002"}
            for _, name in ipairs{"auth", "ensure_auth"} do
              print(pcall(door[name], door, {authoredMobile = "", authoredName = "李", author = "o",
                startTime = "soon", endTime = "2026-02-30"}))
            end
            print(pcall(yeeuu.grants, {endTime = "later"}))
            print(pcall(yeeuu.date, "x"))
            """
        let outcome = try await ScriptBench().run(.dryRun, script)
        for line in outcome.lines.prefix(2) {
            for part in ["authoredMobile: empty", "startTime: 'soon'", "endTime: '2026-02-30'"] {
                #expect(line.contains(part), "\(line)")
            }
        }
        #expect(outcome.lines[2].contains("endTime: 'later' given; give Unix seconds"))
        #expect(outcome.lines[3].contains("date: time: 'x' is no time"))
    }

    @Test("moves by the calendar: months end where they end")
    func after() async throws {
        let script = """
            local function at(...) return yeeuu.date(yeeuu.after(...), "%Y-%m-%d %H:%M") end
            print(at("2026-08-31 09:00", "1 month"), at("2026-11-30 23:59", "3 months"))
            print(at("2024-02-29", "1 year"), at("2026-12-30", "2 weeks"), at("2026-12-01", "36 hours"))
            print(yeeuu.after(1764550800, "1 day"))
            for _, span in ipairs{"3m", "0 days", "month", "-1 day", "3 moons", "10001 days"} do
              print(pcall(yeeuu.after, 1764550800, span))
            end
            print(pcall(yeeuu.after, 9999999999, "1 day"))
            """
        let outcome = try await ScriptBench().run(.dryRun, script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines[0] == "2026-09-30 09:00\t2027-02-28 23:59")
        #expect(outcome.lines[1] == "2025-02-28 00:00\t2027-01-13 00:00\t2026-12-02 12:00")
        #expect(outcome.lines[2] == "1764637200")
        for line in outcome.lines[3...8] { #expect(line.contains("after: span: '"), "\(line)") }
        #expect(outcome.lines[9].contains("after: 10000086399 given"))
    }
}
