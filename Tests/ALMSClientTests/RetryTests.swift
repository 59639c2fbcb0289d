import ALMS
import ALMSSandbox
import Synchronization
import Testing

@testable import ALMSClient

@Suite("Repeated attempts")
struct RetryTests {
    @Test("carry the same parameters under a fresh stamp")
    func freshStamps() async throws {
        let server = try await RawServer.start { number in
            number < 3 ? .close : .answer(#"{"success":true,"desc":""}"#)
        }
        let world = World()
        let client = try ALMSClient(
            target: server.target,
            credentials: Credentials(partnerId: "p", secret: "s"),
            surroundings: world.surroundings
        )
        let journal = Recorder()
        let result = await client.call(try Requests.make(.generatePassword), journal: journal)
        #expect(result.outcome == .ok)
        #expect(result.attempts == 3)
        #expect(journal.order == "w1 d1 w2 d2 w3 d3")
        #expect(Set(journal.stamps.map(\.nonstr)).count == 3)
        let bodies = server.requests.compactMap { $0.split(separator: "\r\n\r\n").last }
        #expect(bodies.count == 3)
        for (body, stamp) in zip(bodies, journal.stamps) {
            #expect(body.contains("&password=482913"))
            #expect(body.contains("nonstr=\(stamp.nonstr)&"))
            #expect(body.contains("token=\(Token.make(stamp, secret: "s"))&"))
        }
        #expect(Set(bodies.map { $0.split(separator: "&").dropFirst(4).joined() }).count == 1)
        await client.shutdown()
        await server.stop()
    }

    @Test("back off between them, and pay with the quota")
    func backoff() async throws {
        let world = World(chance: 0.5)
        let settings = ClientSettings()
        try await withSandbox(["http-500"], settings: settings, world: world) { client, sandbox in
            let result = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(result.outcome == .unknown)
            #expect(result.attempts == 3)
            #expect(world.slept.map(\.milliseconds).prefix(2) == [500, 1000])
            #expect(sandbox.count(.auth) == 3)
            _ = await client.call(try Requests.make(.auth), journal: Recorder())
            let dry = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(dry.attempts == 1)
        }
    }

    @Test("wait for Retry-After, and so does everybody else")
    func retryAfter() async throws {
        let world = World(chance: 0.5)
        let notices = Notices()
        let fault = "http-429:retry-after=7,first=1"
        try await withSandbox([fault], world: world, notice: notices.take) { client, sandbox in
            let result = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(result.outcome == .ok)
            #expect(result.attempts == 2)
            #expect(world.slept == [.seconds(7)])
            #expect(sandbox.count(.auth) == 2)
            #expect(notices.all.contains(.paused(.seconds(7), why: "HTTP 429")))
        }
    }

    @Test(
        "do not happen to an opening",
        arguments: ["cut-before", "cut-after", "http-500", "http-429", "time-out", "too-frequent"]
    )
    func opening(_ fault: String) async throws {
        try await withSandbox([fault]) { client, sandbox in
            let result = await client.call(try Requests.make(.remoteAction), journal: Recorder())
            #expect(result.attempts == 1)
            #expect(sandbox.count(.remoteAction) == 1)
            #expect(
                sandbox.requestCounts().contains(
                    #""code":"1001","doorType":"1","door":"","requests":1"#
                )
            )
        }
    }

    @Test("leave a lost answer unknown though a later one refuses")
    func lostThenRefused() async throws {
        let faults = ["cut-after:first=1"]
        func refuse(_ settings: inout SandboxSettings) { settings.overlap = .refuse }
        try await withSandbox(faults, adjust: refuse) { client, sandbox in
            let result = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(result.attempts == 2)
            #expect(result.outcome == .unknown)
            #expect(try sandbox.lines("auth").count == 1)
        }
    }

    @Test("reach a service that was away for a moment")
    func cutThenFine() async throws {
        try await withSandbox(["cut-before:first=2"]) { client, sandbox in
            let result = await client.call(
                try Requests.make(.generatePassword),
                journal: Recorder()
            )
            #expect(result.outcome == .ok)
            #expect(result.attempts == 3)
            #expect(try sandbox.lines("password").map { $0["password"]?.text } == ["482913"])
        }
    }
}

/// Collects notices.
final class Notices: Sendable {
    private let seen = Mutex<[ClientNotice]>([])

    var all: [ClientNotice] { seen.withLock { $0 } }

    var take: @Sendable (ClientNotice) -> Void {
        { notice in self.seen.withLock { $0.append(notice) } }
    }
}
