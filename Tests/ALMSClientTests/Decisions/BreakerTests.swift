import Testing

@testable import ALMSClient

@Suite("The breaker")
struct BreakerTests {
    private func fail(_ breaker: inout Breaker, _ times: Int, at now: Duration) -> [Breaker.Trip?] {
        (0..<times).map { _ in breaker.failed(begunAt: now, now: now) }
    }

    @Test("pauses after five failures in a row, and ends at the second trip")
    func trips() {
        var breaker = Breaker(ClientSettings())
        let first = fail(&breaker, 5, at: .seconds(1))
        #expect(first == [nil, nil, nil, nil, .pause(.seconds(60))])
        #expect(breaker.openUntil == .seconds(61))
        #expect(fail(&breaker, 5, at: .seconds(62)) == [nil, nil, nil, nil, .end])
    }

    @Test("begins anew with every answer")
    func answers() {
        var breaker = Breaker(ClientSettings())
        for _ in 0..<10 {
            #expect(fail(&breaker, 4, at: .seconds(1)).allSatisfy { $0 == nil })
            breaker.answered()
        }
    }

    @Test("counts what was in flight when it tripped as one outage")
    func inFlight() {
        var breaker = Breaker(ClientSettings())
        _ = fail(&breaker, 5, at: .seconds(10))
        for _ in 0..<64 {
            #expect(breaker.failed(begunAt: .seconds(9), now: .seconds(12)) == nil)
        }
        #expect(fail(&breaker, 5, at: .seconds(71)).last == .end)
    }
}

@Suite("Buildings with an offline gateway")
struct OfflineBuildingsTests {
    @Test("are left alone for a minute, then twice as long each time, up to half an hour")
    func doubling() {
        var buildings = OfflineBuildings(ClientSettings())
        var now = Duration.zero
        var lengths: [Int64] = []
        for _ in 0..<7 {
            let length = buildings.offline("B001", begunAt: now, now: now)
            lengths.append(length?.wholeSeconds ?? 0)
            #expect(buildings.remaining("B001", at: now) == length)
            now += length ?? .zero
            #expect(buildings.remaining("B001", at: now) == nil)
        }
        #expect(lengths == [60, 120, 240, 480, 960, 1800, 1800])
    }

    @Test("do not concern others")
    func others() {
        var buildings = OfflineBuildings(ClientSettings())
        _ = buildings.offline("B001", begunAt: .zero, now: .zero)
        #expect(buildings.remaining("B002", at: .zero) == nil)
    }

    @Test("are told once, however many of their requests were in flight")
    func inFlight() {
        var buildings = OfflineBuildings(ClientSettings())
        #expect(buildings.offline("B001", begunAt: .zero, now: .seconds(1)) == .seconds(60))
        #expect(buildings.offline("B001", begunAt: .zero, now: .seconds(2)) == nil)
        #expect(buildings.remaining("B001", at: .seconds(2)) == .seconds(59))
    }

    @Test("begin anew once they answer")
    func online() {
        var buildings = OfflineBuildings(ClientSettings())
        _ = buildings.offline("B001", begunAt: .zero, now: .zero)
        buildings.online("B001")
        #expect(buildings.remaining("B001", at: .zero) == nil)
        #expect(buildings.offline("B001", begunAt: .zero, now: .zero) == .seconds(60))
    }
}
