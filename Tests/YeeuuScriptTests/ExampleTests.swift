import ALMS
import Foundation
import Register
import Runs
import Testing
import YeeuuScript

@Suite("The examples")
struct ExampleTests {
    static let names = ["rotate_building", "offboard_tenant", "onboard_csv", "who_opened"]

    private static func text(_ name: String) throws -> String {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let root = here.deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: root.appendingPathComponent("examples/" + name),
            encoding: .utf8
        )
    }

    @Test("pass yeeuu check", arguments: names)
    func check(_ name: String) async throws {
        let source = try Self.text(name + ".lua")
        #expect(await ScriptCheck.check(Array(source.utf8), name: name) == [])
    }

    @Test("rotate a building: one generate_password a grant, no password shown, a list written")
    func rotate() async throws {
        let bench = try ScriptBench()
        bench.arguments = [("building", "B001"), ("digits", "10"), ("out", "list.csv")]
        let script = try Self.text("rotate_building.lua")
        let dry = try await bench.run(.dryRun, script)
        #expect(dry.lines == ["3 of 3 passwords of building B001 would be rotated"])
        #expect(
            dry.texts == [
                "dry run: would write \(URL(filePath: bench.folder).resolvingSymlinksInPath().path())"
                    + "/exports/list.csv: 3 rows, columns door, name, mobile, outcome"
            ]
        )
        let live = try await bench.run(.live, script)
        #expect(live.failure?.message == nil)
        #expect(live.lines == ["3 of 3 passwords of building B001 rotated"])
        #expect(live.service.operations == Array(repeating: "generate_password", count: 3))
        let list = try #require(bench.read("exports/list.csv"))
        #expect(list.contains("B001/1001/甲,王芳,13800000002,ok\r\n"))
        for request in live.service.requests {
            let password = try #require(request[.password])
            #expect(password.count == 10)
            #expect(!list.contains(password) && !live.printed.contains(password))
        }
    }

    @Test("rotate a building person by person: one code for the doors of a flat")
    func rotatePeople() async throws {
        let bench = try ScriptBench()
        bench.arguments = [("building", "B001"), ("per", "person")]
        let script = try Self.text("rotate_building.lua")
        let live = try await bench.run(.live, script)
        #expect(live.failure?.message == nil)
        #expect(live.lines == ["2 of 2 people's passwords of building B001 rotated"])
        let codes = Dictionary(grouping: live.service.requests) { $0[.authoredMobile] }
            .mapValues { Set($0.map { $0[.password] }).count }
        #expect(live.service.requests.count == 3 && codes.values.allSatisfy { $0 == 1 })
        bench.arguments = [("building", "B001"), ("per", "flat")]
        let wrong = try await bench.run(.dryRun, script)
        #expect(wrong.failure?.message == "per: 'flat' given; give person or door")
    }

    @Test("offboard a tenant everywhere")
    func offboard() async throws {
        let bench = try ScriptBench()
        bench.arguments = [("mobile", "13800000001"), ("vacate", "true")]
        let live = try await bench.run(.live, try Self.text("offboard_tenant.lua"))
        #expect(live.lines == ["13800000001 lost access to 2 of 2 doors"])
        #expect(live.service.requests.count == 4)
        let view = try bench.register.view()
        #expect(try view.grants(GrantSelector(mobile: "13800000001")).isEmpty)
    }

    @Test("onboard from a CSV file, twice without sending twice")
    func onboard() async throws {
        let bench = try ScriptBench()
        let sample = try Self.text("onboard.csv")
        let codes = [("B001", 20_000_001...20_000_004), ("B002", 20_000_036...20_000_037)]
        try bench.register.load(
            codes.flatMap { building, range in
                range.map { EstateDoor(Apartment(key: ScriptBench.key(building, String($0)))) }
            },
            []
        )
        try bench.write("onboard.csv", sample)
        bench.arguments = [("file", "onboard.csv")]
        let script = try Self.text("onboard_csv.lua")
        let first = try await bench.run(.live, script)
        #expect(first.failure?.message == nil)
        #expect(first.lines == ["6 of 6 let in, 0 held it all before"])
        #expect(first.service.requests.count == 12)
        let second = try await bench.run(.live, script)
        #expect(second.lines == ["0 of 6 let in, 6 held it all before"])
        #expect(second.service.requests.isEmpty)
    }

    @Test("show who opened, and change nothing")
    func opened() async throws {
        let bench = try ScriptBench()
        bench.arguments = [("building", "B002"), ("from", "2025-12-01"), ("to", "2025-12-02")]
        let service = PlayedService { request, _ in
            request.operation == .getDeviceLogs
                ? [
                    PlayedService.body(
                        #"{"success":true,"data":[{"type":2,"opentime":"2025-12-01 08:30:00","opener":"13800000003"}]}"#
                    )
                ] : [PlayedService.body(#"{"success":true,"count":"1"}"#)]
        }
        let outcome = try await bench.run(.live, try Self.text("who_opened.lua"), service)
        #expect(outcome.failure?.message == nil)
        #expect(
            outcome.lines == [
                "time                 door       who   mobile       how",
                "2025-12-01 08:30:00  B002/2001  王芳  13800000003  app",
                "1 openings of 1 doors of building B002",
            ]
        )
    }
}
