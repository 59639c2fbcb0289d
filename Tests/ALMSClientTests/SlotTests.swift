import ALMS
import ALMSSandbox
import Testing

@testable import ALMSClient

@Suite("Calls beside each other")
struct SlotTests {
    private func request(_ number: Int, _ key: DoorKey) throws -> Request {
        try Requests.make(.auth, at: key, ["authoredMobile": "1380013\(1000 + number)"])
    }

    @Test("overlap up to the concurrency, and no further")
    func concurrency() async throws {
        let most = Most()
        try await withSandbox(["latency:30"]) { client, sandbox in
            let doors = (0..<40).map { number in
                DoorKey(buildingId: "B001", code: "c\(number)", doorType: .main, door: "")
            }
            _ = await client.call(Requests.synchronize(doors), journal: Recorder())
            await withTaskGroup(of: Void.self) { group in
                for (number, door) in doors.enumerated() {
                    group.addTask {
                        guard let request = try? request(number, door) else { return }
                        _ = await client.call(request, journal: most)
                    }
                }
            }
            #expect(sandbox.count(.auth) == 40)
            #expect(most.most == 16)
        }
    }

    @Test("of one door never overlap, inner doors apart from their entrance")
    func doors() async throws {
        let entrance = Most()
        let room = Most()
        try await withSandbox(["latency:5"]) { client, sandbox in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    for (key, journal) in [(Estate.entrance, entrance), (Estate.room, room)] {
                        group.addTask {
                            guard let request = try? request(number, key) else { return }
                            _ = await client.call(request, journal: journal)
                        }
                    }
                }
            }
            #expect(entrance.most == 1)
            #expect(room.most == 1)
            let held = try sandbox.lines("auth")
            #expect(held.count == 40)
        }
    }

    @Test("go at the pace, in order of asking")
    func pace() async throws {
        let world = World()
        var settings = ClientSettings()
        settings.concurrency = 1
        try await withSandbox(settings: settings, world: world) { client, _ in
            for _ in 0..<5 {
                _ = await client.call(try Requests.make(.auth), journal: Recorder())
            }
            #expect(world.slept.map(\.milliseconds) == [500, 500, 500])
        }
    }
}

@Suite("Stopping")
struct StopTests {
    @Test("lets what is on the wire go on, and nothing else start")
    func stop() async throws {
        try await withSandbox(["latency:300"]) { client, sandbox in
            let flying = Recorder()
            async let first = client.call(try Requests.make(.auth), journal: flying)
            #expect(await eventually { client.inFlight == 1 })
            async let waiting = client.call(try Requests.make(.deleteAuth), journal: Recorder())
            try await Task.sleep(for: .milliseconds(20))
            client.stop()
            let second = try await waiting
            #expect(second.outcome == .failed)
            #expect(second.attempt.notSent == .stopped)
            #expect(second.attempts == 0)
            #expect(client.inFlight == 1)
            #expect(try await first.outcome == .ok)
            #expect(flying.order == "w1 d1")
            let later = await client.call(try Requests.make(.removePassword), journal: Recorder())
            #expect(later.attempt.notSent == .stopped)
            #expect(sandbox.count(.auth) == 1)
            #expect(sandbox.count(.deleteAuth) == 0)
        }
    }

    @Test("sends what somebody waits for, until everything is given up")
    func owed() async throws {
        try await withSandbox(["latency:300"]) { client, sandbox in
            async let first = client.call(try Requests.make(.auth), journal: Recorder())
            #expect(await eventually { client.inFlight == 1 })
            client.stop()
            let other = try Requests.make(.auth, ["authoredMobile": "13800138999"])
            #expect(await client.call(other, journal: Owed()).outcome == .ok)
            #expect(try await first.outcome == .ok)
            client.abandon()
            #expect(await client.call(other, journal: Owed()).attempt.notSent == .stopped)
            #expect(sandbox.count(.auth) == 2)
        }
    }

    @Test("wakes a call that backs off, whose attempts then decide")
    func backoff() async throws {
        let world = World(sleepsForever: true)
        try await withSandbox(["http-500"], world: world) { client, sandbox in
            async let call = client.call(try Requests.make(.auth), journal: Recorder())
            #expect(await eventually { world.slept.count == 1 })
            client.stop()
            let result = try await call
            #expect(result.outcome == .unknown)
            #expect(result.attempts == 1)
            #expect(sandbox.count(.auth) == 1)
        }
    }

    @Test("is not needed to wake a call whose task is cancelled")
    func cancelled() async throws {
        let world = World(sleepsForever: true)
        try await withSandbox(["http-500"], world: world) { client, sandbox in
            let task = Task { await client.call(try Requests.make(.auth), journal: Recorder()) }
            #expect(await eventually { world.slept.count == 1 })
            task.cancel()
            let result = try await task.value
            #expect(result.outcome == .unknown)
            #expect(result.attempts == 1)
            #expect(sandbox.count(.auth) == 1)
        }
    }

    @Test("wakes calls that wait for their place or their time")
    func places() async throws {
        let world = World(sleepsForever: true)
        var settings = ClientSettings()
        settings.perSecond = 1
        settings.burst = 1
        settings.concurrency = 2
        try await withSandbox(settings: settings, world: world) { client, _ in
            let first = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(first.outcome == .ok)
            let results = await withTaskGroup(of: CallResult?.self) { group in
                for number in 0..<6 {
                    let key = DoorKey(buildingId: "B", code: "\(number)", doorType: .main, door: "")
                    group.addTask {
                        guard let request = try? Requests.make(.auth, at: key) else { return nil }
                        return await client.call(request, journal: Recorder())
                    }
                }
                #expect(await eventually { world.slept.count == 2 })
                client.stop()
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count == 6)
            #expect(results.allSatisfy { $0?.attempt.notSent == .stopped })
        }
    }

    @Test("for good gives up what is on the wire, at once and as unknown")
    func abandon() async throws {
        try await withSandbox(["slow:20000"]) { client, sandbox in
            let journal = Recorder()
            async let call = client.call(try Requests.make(.auth), journal: journal)
            #expect(await eventually { sandbox.count(.auth) == 1 })
            client.abandon()
            let result = try await call
            #expect(result.outcome == .unknown)
            #expect(result.attempt.cause == .abandoned)
            #expect(result.attempts == 1)
            #expect(journal.order == "w1 d1")
            #expect(client.inFlight == 0)
        }
    }
}

/// Somebody waits for the call.
private struct Owed: AttemptJournal {
    var isOwed: Bool { true }

    func willSend(_ stamp: Stamp, attempt number: Int) async throws {}

    func didReceive(_ attempt: Attempt, number: Int, duration: Int64) async {}
}
