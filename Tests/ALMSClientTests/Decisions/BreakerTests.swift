import ALMS
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

@Suite("Gateways that are offline")
struct OfflineGatewaysTests {
    private func door(_ code: String, _ building: String = "B001", _ name: String = "") -> DoorKey {
        let type: DoorType = name.isEmpty ? .main : .inner
        return DoorKey(buildingId: building, code: code, doorType: type, door: name)
    }

    /// Tells of one that was asked and answered at `now`.
    private func tell(
        _ gateways: inout OfflineGateways,
        _ door: DoorKey,
        at now: Duration
    ) -> Duration? {
        gateways.offline(door, begunAt: now, now: now)
    }

    @Test("concern their apartment, all doors of it, and no other one")
    func apartment() {
        var gateways = OfflineGateways(ClientSettings())
        #expect(tell(&gateways, door("1"), at: .zero) == nil)
        #expect(gateways.remaining(door("1", "B001", "甲"), at: .seconds(1))?.length == .seconds(59))
        #expect(gateways.remaining(door("1"), at: .zero)?.place.name == "B001/1")
        #expect(gateways.remaining(door("2"), at: .zero) == nil)
        #expect(gateways.remaining(door("1", "B002"), at: .zero) == nil)
    }

    @Test("concern the building once three different apartments in a row say so")
    func building() {
        var gateways = OfflineGateways(ClientSettings())
        for code in ["1", "1", "2", "2"] {
            #expect(tell(&gateways, door(code), at: .zero) == nil)
        }
        #expect(gateways.remaining(door("9"), at: .zero) == nil)
        #expect(tell(&gateways, door("3"), at: .zero) == .seconds(60))
        #expect(gateways.remaining(door("9"), at: .seconds(2))?.length == .seconds(58))
        #expect(gateways.remaining(door("9"), at: .seconds(2))?.place.name == "B001")
        #expect(gateways.remaining(door("9", "B002"), at: .zero) == nil)
    }

    @Test("are no row when one of the building answers in between")
    func row() {
        var gateways = OfflineGateways(ClientSettings())
        _ = tell(&gateways, door("1"), at: .zero)
        _ = tell(&gateways, door("2"), at: .zero)
        gateways.online(door("4"))
        #expect(tell(&gateways, door("3"), at: .zero) == nil)
        #expect(gateways.remaining(door("1"), at: .zero) != nil)
        gateways.online(door("1"))
        #expect(gateways.remaining(door("1"), at: .zero) == nil)
    }

    @Test("are left alone for a minute, then twice as long each time, up to half an hour")
    func doubling() {
        var gateways = OfflineGateways(ClientSettings())
        for code in ["1", "2"] { _ = tell(&gateways, door(code), at: .zero) }
        var now = Duration.zero
        var lengths: [Int64] = []
        for _ in 0..<7 {
            let length = tell(&gateways, door("3"), at: now)
            lengths.append(length?.wholeSeconds ?? 0)
            #expect(gateways.remaining(door("9"), at: now)?.length == length)
            now += length ?? .zero
            #expect(gateways.remaining(door("9"), at: now) == nil)
        }
        #expect(lengths == [60, 120, 240, 480, 960, 1800, 1800])
    }

    @Test("are told once, however many of their requests were in flight")
    func inFlight() {
        var gateways = OfflineGateways(ClientSettings())
        for code in ["1", "2"] { _ = tell(&gateways, door(code), at: .seconds(1)) }
        #expect(gateways.offline(door("3"), begunAt: .zero, now: .seconds(1)) == .seconds(60))
        #expect(gateways.offline(door("4"), begunAt: .zero, now: .seconds(2)) == nil)
        #expect(gateways.remaining(door("9"), at: .seconds(2))?.length == .seconds(59))
    }
}
