import ALMS
import Register
import Runs
import Testing
import YeeuuScript

@Suite("A door's openings")
struct LogsTests {
    /// 130 openings an hour apart, the newest at the bench's now.
    private static let times = (0..<130).map { ScriptBench.now - Int64($0) * 3600 }

    private func service(_ bench: ScriptBench, newestFirst: Bool) -> PlayedService {
        let zone = bench.zone
        let times = newestFirst ? Self.times : Self.times.reversed()
        return PlayedService { request, _ in
            if request.operation == .getDeviceLogsPageCount {
                return [PlayedService.body(#"{"success":true,"count":"3"}"#)]
            }
            let page = Int(request.integer(.page) ?? 1) - 1
            let entries = times.dropFirst(page * 50).prefix(50).map { time in
                let text = (try? zone.format(time)) ?? ""
                return #"{"type":3,"opentime":"\#(text)","opener":"13800000003"}"#
            }
            let list = entries.joined(separator: ",")
            return [PlayedService.body(#"{"success":true,"data":[\#(list)]}"#)]
        }
    }

    private func script(_ hours: Int, _ more: String = "") -> String {
        """
        local door = yeeuu.door{buildingId = "B002", code = "2001", doorType = 1}
        local list = door:logs{from = yeeuu.now() - \(hours) * 3600, to = yeeuu.now()\(more)}
        print(#list, list[1].time - yeeuu.now(), list[#list].time - yeeuu.now())
        print(list[1].type, list[1].type_name, list[1].opener, list[1].opener_name)
        """
    }

    private func pages(_ service: PlayedService) -> [Int64] {
        service.requests.filter { $0.operation == .getDeviceLogs }.compactMap { $0.integer(.page) }
    }

    @Test("are read from either end, only as far as needed", arguments: [true, false])
    func orders(_ newestFirst: Bool) async throws {
        let bench = try ScriptBench()
        let service = service(bench, newestFirst: newestFirst)
        let outcome = try await bench.run(.dryRun, script(10), service)
        #expect(outcome.failure?.message == nil)
        #expect(
            outcome.lines == ["11\t-36000\t0", "3\tpassword\t13800000003\t王芳"]
        )
        #expect(Set(pages(service)) == [1, 2, 3])
        #expect(pages(service).first == 1)
    }

    @Test("stop after a page that is wholly too old, but not with complete")
    func stops() async throws {
        let bench = try ScriptBench()
        let full = 20 * 24
        let old = service(bench, newestFirst: true)
        _ = try await bench.run(.dryRun, script(full, ", complete = true"), old)
        #expect(pages(old).filter { $0 == 2 }.count == 1)
        let zone = bench.zone
        let early = PlayedService { request, _ in
            if request.operation == .getDeviceLogsPageCount {
                return [PlayedService.body(#"{"success":true,"count":"9"}"#)]
            }
            let page = request.integer(.page) ?? 1
            let time = (try? zone.format(ScriptBench.now - page * 86400)) ?? ""
            return [
                PlayedService.body(
                    #"{"success":true,"data":[{"type":1,"opentime":"\#(time)","opener":"x"}]}"#
                )
            ]
        }
        let outcome = try await bench.run(.dryRun, script(30), early)
        #expect(outcome.failure?.message == nil)
        #expect(pages(early) == [1, 9, 2, 3, 1])
    }
}
