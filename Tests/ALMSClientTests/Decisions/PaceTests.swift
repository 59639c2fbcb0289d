import Testing

@testable import ALMSClient

@Suite("The pace")
struct PaceTests {
    @Test("lets a burst through at once and spaces the rest")
    func burst() {
        var pace = Pace(perSecond: 2, burst: 2)
        let waits = (0..<5).map { _ in pace.reserve(at: .seconds(10)).milliseconds }
        #expect(waits == [0, 0, 500, 1000, 1500])
    }

    @Test("gives the burst back after a rest, and no more than it")
    func rest() {
        var pace = Pace(perSecond: 2, burst: 2)
        for _ in 0..<4 { _ = pace.reserve(at: .zero) }
        let waits = (0..<3).map { _ in pace.reserve(at: .seconds(100)).milliseconds }
        #expect(waits == [0, 0, 500])
    }

    @Test("halved, spaces all of it, down to what is no pace any more")
    func halving() {
        var pace = Pace(perSecond: 2, burst: 2, slowest: 0.2)
        #expect(pace.reserve(at: .zero) == .zero)
        #expect(pace.halve(at: .seconds(1)) == 1)
        let waits = (0..<3).map { _ in pace.reserve(at: .seconds(1)).milliseconds }
        #expect(waits == [1000, 2000, 3000])
        let rates = (0..<4).map { _ in (pace.halve(at: .seconds(9)) * 100).rounded() / 100 }
        #expect(rates == [0.5, 0.25, 0.2, 0.2])
        #expect(pace.generation == 5)
    }

    @Test("without a limit is halved by what was sent")
    func halvingNone() {
        var pace = Pace(perSecond: 0, burst: 1)
        for _ in 0..<16 { _ = pace.reserve(at: .zero) }
        #expect(pace.halve(at: .milliseconds(20)) == 8)
        var slow = Pace(perSecond: 0, burst: 1)
        for second in 0..<10 { _ = slow.reserve(at: .seconds(second)) }
        #expect(slow.halve(at: .seconds(10)) == 0.5)
    }

    @Test("of next to nothing is a pace", arguments: [1e-300, Double.leastNonzeroMagnitude, 0.001])
    func tiny(_ perSecond: Double) {
        var pace = Pace(perSecond: perSecond, burst: 1)
        _ = pace.reserve(at: .zero)
        #expect(pace.reserve(at: .zero) == .seconds(1000))
    }

    @Test("sets no limit at 0 a second")
    func none() {
        var pace = Pace(perSecond: 0, burst: 1)
        let waits = (0..<1000).map { _ in pace.reserve(at: .zero) }
        #expect(waits.allSatisfy { $0 == .zero })
    }
}

@Suite("The quota of retries")
struct RetryQuotaTests {
    @Test("pays for four retries, and for another after five successes")
    func spending() {
        var quota = RetryQuota(ClientSettings())
        let paid = (0..<6).map { _ in quota.spend() }
        #expect(paid == [true, true, true, true, false, false])
        for _ in 0..<4 { quota.refund() }
        let before = quota.spend()
        quota.refund()
        let after = quota.spend()
        #expect(!before)
        #expect(after)
    }

    @Test("never holds more than it began with")
    func ceiling() {
        var quota = RetryQuota(ClientSettings())
        for _ in 0..<100 { quota.refund() }
        #expect(quota.tokens == 20)
    }
}

@Suite("The back-off")
struct BackoffTests {
    @Test(
        "doubles up to its cap",
        arguments: zip(1...8, [1000, 2000, 4000, 8000, 16000, 20000, 20000, 20000])
    )
    func doubling(_ number: Int, _ longest: Int64) {
        let backoff = Backoff(ClientSettings())
        #expect(backoff.wait(after: number, retryAfter: nil, chance: 1)?.milliseconds == longest)
        #expect(backoff.wait(after: number, retryAfter: nil, chance: 0) == .zero)
        let half = backoff.wait(after: number, retryAfter: nil, chance: 0.5)
        #expect(half?.milliseconds == longest / 2)
    }

    @Test("waits as long as the service asks, unless that is absurd")
    func wishes() {
        let backoff = Backoff(ClientSettings())
        #expect(backoff.wait(after: 1, retryAfter: 7, chance: 0.5) == .seconds(7))
        #expect(backoff.wait(after: 3, retryAfter: 1, chance: 0.5) == .seconds(2))
        #expect(backoff.wait(after: 1, retryAfter: 300, chance: 0) == .seconds(300))
        #expect(backoff.wait(after: 1, retryAfter: 301, chance: 0) == nil)
        #expect(backoff.wait(after: 1, retryAfter: -5, chance: 0) == .zero)
    }
}
