import ALMS
import ALMSSandbox
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

@Suite("What nobody means")
struct EdgeTests {
    @Test(
        "as a time of a request is refused",
        arguments: [
            "-9223372036854775808", "9223372036854775807", "-1", "0", "99999999999999999999", "+1",
            "1464685284.0", "",
        ]
    )
    func timestamp(_ text: String) async throws {
        try await withSandbox { (_, wire) async throws in
            let body = "partnerId=partner&timestamp=\(text)&nonstr=n&token=0"
            let answer = try await wire.send(.POST, "/apartments/1001/auth", body: body)
            #expect(answer.body.contains("token错误"))
        }
    }

    @Test(
        "as a number of a request is refused",
        arguments: ["-9223372036854775808", "9223372036854775807", "0", "99999999999999999999"]
    )
    func numbers(_ text: String) async throws {
        try await withSandbox { (_, wire) async throws in
            for name in ["page", "pageSize"] {
                let read = Estate.grant(Estate.room, [name: text])
                let answer = try await wire.send(.getDeviceLogs, stamp: stamp(), read)
                #expect(answer.status == 200)
            }
            for name in ["startTime", "endTime"] {
                let grant = Estate.grant(Estate.room, [name: text])
                let answer = try await wire.send(.auth, stamp: stamp(), grant)
                #expect(answer.body.contains("\"success\":false"))
            }
        }
    }

    @Test(
        "as a host is not served: a page elsewhere may have given its name our address",
        arguments: [
            "example.com", "127.0.0.1.example.com", "localhost.example.com:80", "[::1]x", "",
        ]
    )
    func host(_ name: String) async throws {
        try await withSandbox { (_, wire) async throws in
            func answer(_ path: String, _ host: String) async throws -> (UInt, String) {
                var request = HTTPClientRequest(url: wire.target + path)
                request.headers.add(name: "host", value: host)
                let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
                let body = try await response.body.collect(upTo: 1 << 20)
                return (response.status.code, String(buffer: body))
            }
            for path in ["/sandbox/state", "/sandbox/requests", "/apartments/1001/auth"] {
                let (status, body) = try await answer(path, name)
                #expect((400..<500).contains(status))
                #expect(!body.contains("buildingId"))
            }
            for name in ["127.0.0.1", "localhost:80", "LOCALHOST", "[::1]"] {
                #expect(try await answer("/sandbox/requests", name).0 == 200, "\(name)")
            }
        }
    }

    @Test("several on one file wait for each other")
    func oneFile() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/sandbox.sqlite"
        let results = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<6 {
                group.addTask {
                    do {
                        let sandbox = try Sandbox(rules { $0.database = path })
                        for round in 0..<5 {
                            let door = DoorKey(
                                buildingId: "B\(number)",
                                code: "\(round)",
                                doorType: .main,
                                door: ""
                            )
                            let estate = DemoEstate(doors: 3, now: 1_464_685_284)
                            try sandbox.fill(estate)
                            _ = try? sandbox.open(door, opener: "1", type: 3, at: 1_464_685_284)
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: true, count: 6))
    }

    @Test("a pace that it is told is kept, and what is too fast is said to be")
    func pace() async throws {
        try await withSandbox(rules { $0.perSecond = 1 }) { (_, wire) async throws in
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await wire.send(.auth, stamp: stamp(), Estate.grant(Estate.room)).body
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.contains { $0.contains("OPERATION_TOO_FREQUENT") })
        }
    }
}
