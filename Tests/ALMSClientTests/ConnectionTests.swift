import ALMS
import ALMSClient
import NIOSSL
import Testing

@Suite("Connections")
struct ConnectionTests {
    private static let yes = #"{"success":true,"desc":""}"#

    private func client(
        _ target: String,
        attempts: Int = 1,
        adjust: (inout ClientSettings) -> Void = { _ in }
    ) throws -> ALMSClient {
        var settings = ClientSettings.sandbox
        settings.attempts = attempts
        settings.breakerFailures = .max
        adjust(&settings)
        return try ALMSClient(
            target: target,
            credentials: Credentials(partnerId: "p", secret: "s"),
            settings: settings,
            surroundings: World().surroundings
        )
    }

    @Test("that the service closes after an answer never make a request be sent twice")
    func stale() async throws {
        let server = try await RawServer.start { _ in .answerThenClose(Self.yes) }
        let client = try client(server.target)
        var sent = 0
        for _ in 0..<300 {
            let journal = Recorder()
            let result = await client.call(try Requests.make(.generatePassword), journal: journal)
            #expect(journal.order == "w1 d1")
            if result.outcome != .failed { sent += 1 }
            if result.outcome == .failed { #expect(result.attempt.cause == .noConnection) }
        }
        #expect(server.requests.count <= sent)
        #expect(sent > 0)
        await client.shutdown()
        await server.stop()
    }

    @Test("are kept between requests")
    func keepAlive() async throws {
        let server = try await RawServer.start { _ in .answer(Self.yes) }
        let client = try client(server.target) { $0.idleConnection = .seconds(600) }
        for _ in 0..<20 {
            #expect(await client.call(try Requests.make(.auth), journal: Recorder()).outcome == .ok)
        }
        #expect(server.connections == 1)
        await client.shutdown()
        await server.stop()
    }

    @Test("carry a request's head and its body together")
    func onePacket() async throws {
        let server = try await RawServer.start { _ in .answer(Self.yes) }
        let client = try client(server.target)
        for _ in 0..<200 {
            #expect(await client.call(try Requests.make(.auth), journal: Recorder()).outcome == .ok)
        }
        #expect(server.requests.count == 200)
        #expect(server.packets == 200)
        await client.shutdown()
        await server.stop()
    }

    @Test("serve tasks on their own event loop as well as any others")
    func ownLoop() async throws {
        let server = try await RawServer.start { _ in .answer(Self.yes) }
        let client = try client(server.target)
        let executor = try #require(client.executor)
        let outcomes = try await withThrowingTaskGroup(of: CallResult.self) { group in
            for number in 0..<40 {
                let preferred = number.isMultiple(of: 2) ? executor : nil
                group.addTask(executorPreference: preferred) {
                    await client.call(try Requests.make(.auth), journal: Recorder())
                }
            }
            return try await group.reduce(into: []) { $0.append($1.outcome) }
        }
        #expect(outcomes == Array(repeating: OutcomeClass.ok, count: 40))
        await client.shutdown()
        await server.stop()
    }

    @Test("carry a form with its length, and a code with a slash as one part of the path")
    func form() async throws {
        let server = try await RawServer.start { _ in .answer(Self.yes) }
        let client = try client(server.target + "/alms/")
        let key = DoorKey(buildingId: "B", code: "1/2 甲%", doorType: .main, door: "")
        #expect(
            await client.call(try Requests.make(.auth, at: key), journal: Recorder()).outcome == .ok
        )
        let head = server.requests.first?.split(separator: "\r\n\r\n").first ?? ""
        #expect(head.hasPrefix("POST /alms/apartments/1%2F2%20%E7%94%B2%25/auth HTTP/1.1\r\n"))
        #expect(head.lowercased().contains("content-length: "))
        #expect(head.lowercased().contains("content-type: application/x-www-form-urlencoded"))
        #expect(!head.contains("token="))
        await client.shutdown()
        await server.stop()
    }

    @Test("to a service whose certificate nobody vouches for are not made")
    func certificate() async throws {
        let server = try await RawServer.start(tls: try Certificate.selfSigned()) { _ in
            .answer(Self.yes)
        }
        let client = try client("https://127.0.0.1:\(server.port)")
        let result = await client.call(try Requests.make(.auth), journal: Recorder())
        #expect(result.outcome == .failed)
        #expect(result.attempt.cause == .noConnection)
        #expect(result.attempt.desc.contains("TLS"), "\(result.attempt.desc)")
        #expect(server.requests.isEmpty)
        await client.shutdown()
        await server.stop()
    }

    @Test("that never answer end after the total time-out")
    func silence() async throws {
        let server = try await RawServer.start { _ in .silence }
        let client = try client(server.target) { $0.totalTimeout = .seconds(3) }
        let result = await client.call(try Requests.make(.auth), journal: Recorder())
        #expect(result.outcome == .unknown)
        #expect(result.attempt.desc == "no answer within 3 s")
        await client.shutdown()
        await server.stop()
    }

    @Test(
        "that bring something odd make the attempt unknown",
        arguments: [
            "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"success\":true}",
            "HTTP/1.1 301 Moved\r\nlocation: https://evil.example/\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffff\r\n",
        ]
    )
    func odd(_ bytes: String) async throws {
        let server = try await RawServer.start { _ in .raw(bytes) }
        let client = try client(server.target) { $0.totalTimeout = .seconds(3) }
        let result = await client.call(try Requests.make(.auth), journal: Recorder())
        #expect(result.outcome == .unknown)
        #expect(server.requests.count == 1)
        await client.shutdown()
        await server.stop()
    }
}
