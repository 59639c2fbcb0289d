import ALMS
import ALMSClient
import ALMSSandbox
import Testing

@Suite("A service in trouble")
struct TroubleTests {
    @Test("is left alone for a minute, then given up")
    func breaker() async throws {
        var settings = ClientSettings.sandbox
        settings.attempts = 1
        let world = World()
        let notices = Notices()
        let faults = ["cut-before"]
        try await withSandbox(
            faults,
            settings: settings,
            world: world,
            notice: notices.take
        ) { client, sandbox in
            for _ in 0..<5 {
                _ = await client.call(try Requests.make(.auth), journal: Recorder())
            }
            #expect(client.ended == nil)
            #expect(world.slept.isEmpty)
            for _ in 0..<5 {
                _ = await client.call(try Requests.make(.auth), journal: Recorder())
            }
            #expect(world.slept == [.seconds(60)])
            #expect(client.ended == .breaker(failures: 5))
            #expect(sandbox.count(.auth) == 10)
            let later = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(later.attempt.notSent == .breaker(failures: 5))
            #expect(later.attempts == 0)
            #expect(sandbox.count(.auth) == 10)
            #expect(notices.all.last == .ended(.breaker(failures: 5)))
        }
    }

    @Test("leaves an apartment alone whose gateway is offline, while the others go on")
    func apartment() async throws {
        let world = World()
        let faults = ["offline:building=B001"]
        try await withSandbox(faults, world: world) { client, sandbox in
            let first = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(first.outcome == .refused)
            #expect(first.attempt.cause == .refusal(.gatewayOffline))
            #expect(first.attempts == 1)
            let journal = Recorder()
            let room = try Requests.make(.auth, at: Estate.room)
            let second = await client.call(room, journal: journal)
            #expect(second.outcome == .failed)
            #expect(second.attempt.notSent == .gatewayOffline(place: "B001/1001", seconds: 60))
            #expect(second.attempt.notSent?.endsRun == false)
            #expect(journal.entries.isEmpty)
            let other = try Requests.make(.auth, at: Estate.elsewhere)
            #expect(await client.call(other, journal: Recorder()).outcome == .ok)
            let last = await client.callAtEnd(room, journal: journal)
            #expect(last.attempt.cause == .refusal(.gatewayOffline))
            sandbox.setFaults([])
            #expect(await client.callAtEnd(room, journal: journal).outcome == .ok)
            #expect(await client.call(room, journal: journal).outcome == .ok)
        }
    }

    @Test("asks for an opening whatever it knows of the gateway, and reads without one")
    func openings() async throws {
        try await withSandbox(["offline:operation=auth"]) { client, _ in
            _ = await client.call(try Requests.make(.auth), journal: Recorder())
            let opening = try Requests.make(.remoteAction)
            #expect(await client.call(opening, journal: Recorder()).outcome == .ok)
            _ = await client.call(try Requests.make(.auth), journal: Recorder())
            let read = try Requests.make(.getDeviceLogs).located(in: "B001")
            #expect(await client.call(read, journal: Recorder()).outcome == .ok)
        }
    }

    @Test("with one lock offline concerns that door alone")
    func lock() async throws {
        try await withSandbox(["lock-offline:door=甲"]) { client, _ in
            let room = try Requests.make(.auth, at: Estate.room)
            for _ in 0..<2 {
                let result = await client.call(room, journal: Recorder())
                #expect(result.attempt.cause == .refusal(.lockOffline))
            }
            #expect(await client.call(try Requests.make(.auth), journal: Recorder()).outcome == .ok)
        }
    }
}

@Suite("A clock that is off")
struct ClockSkewTests {
    @Test("draws one notice from a minute on, once three answers agree")
    func warning() async throws {
        let notices = Notices()
        let world = World(unixOffset: -100)
        try await withSandbox(world: world, notice: notices.take) { client, _ in
            for number in 1...5 {
                let result = await client.call(try Requests.make(.auth), journal: Recorder())
                #expect(result.outcome == .ok)
                if number < 3 { #expect(notices.all.isEmpty) }
            }
            #expect((80...140).contains(client.clockSkew ?? 0))
            #expect(notices.all.count == 1)
            #expect(client.ended == nil)
        }
    }

    @Test("ends the sending from two and a half minutes on", arguments: [Int64(-156), 156])
    func tooFar(_ offset: Int64) async throws {
        let world = World(unixOffset: offset)
        try await withSandbox(world: world) { client, sandbox in
            for _ in 0..<3 {
                #expect(client.ended == nil)
                let first = await client.call(try Requests.make(.auth), journal: Recorder())
                #expect(first.outcome == .ok)
            }
            guard case .clock(let seconds) = client.ended else {
                Issue.record("the client goes on")
                return
            }
            #expect((150...200).contains(abs(seconds)))
            #expect(seconds.signum() == -offset.signum())
            let later = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(later.attempt.notSent == .clock(seconds: seconds))
            #expect(sandbox.count(.auth) == 3)
        }
    }

    @Test("by ten minutes is refused by the service")
    func tenMinutes() async throws {
        let world = World(unixOffset: -600)
        try await withSandbox(world: world) { client, _ in
            let result = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(result.outcome == .refused)
            #expect(result.attempt.cause == .refusal(.credentials))
            #expect(result.attempt.desc == "token错误")
            #expect(client.ended?.endsRun == true)
        }
    }
}
