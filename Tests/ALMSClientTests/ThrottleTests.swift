import ALMS
import ALMSSandbox
import Testing

@testable import ALMSClient

@Suite("A service that has too many requests")
struct ThrottleTests {
    @Test("is asked half as often for good, and everything is done in the end")
    func slowing() async throws {
        let world = World()
        let notices = Notices()
        let faults = ["too-frequent:first=2"]
        var settings = ClientSettings()
        settings.attempts = 1
        try await withSandbox(
            faults,
            settings: settings,
            world: world,
            notice: notices.take
        ) { client, sandbox in
            let result = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(result.outcome == .ok)
            #expect(result.attempts == 3)
            #expect(Array(world.slept.prefix(3)) == [.seconds(5), .seconds(10)])
            let rates = notices.all.compactMap { notice in
                if case .slowedDown(let rate, _) = notice { rate } else { nil }
            }
            #expect(rates == [1, 0.5])
            #expect(sandbox.count(.auth) == 3)
            _ = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(world.slept.last == .seconds(2))
        }
    }

    @Test("for a quarter of an hour ends the sending")
    func patience() async throws {
        let world = World()
        try await withSandbox(["too-frequent"], world: world) { client, _ in
            let result = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(result.outcome == .failed)
            guard case .throttled(let seconds) = client.ended else {
                Issue.record("the client goes on")
                return
            }
            #expect(seconds >= 900)
        }
    }

    @Test("trips no breaker")
    func breaker() async throws {
        var settings = ClientSettings.sandbox
        settings.throttleLimit = 1
        try await withSandbox(["http-429"], settings: settings, world: World()) { client, _ in
            for _ in 0..<20 {
                _ = await client.call(try Requests.make(.auth), journal: Recorder())
            }
            #expect(client.ended == nil)
        }
    }
}

@Suite("A token that grew old on its way")
struct StaleTokenTests {
    @Test("is refused without ending the sending, and the request is sent anew")
    func stale() async throws {
        let world = World()
        let server = try await RawServer.start { number in
            if number == 1 { world.pass(.seconds(200)) }
            let body = number == 1 ? #"{"success":false,"desc":"token错误"}"# : #"{"success":true}"#
            return .answer(body)
        }
        let client = try ALMSClient(
            target: server.target,
            credentials: Credentials(partnerId: "p", secret: "s"),
            surroundings: world.surroundings
        )
        let result = await client.call(try Requests.make(.auth), journal: Recorder())
        #expect(result.outcome == .ok)
        #expect(result.attempts == 2)
        #expect(client.ended == nil)
        await client.shutdown()
        await server.stop()
    }
}
