import ALMS
import Testing

@testable import ALMSClient

@Suite("The plan of a call")
struct CallPlanTests {
    private let ok = Attempt(
        .answered(status: 200, retryAfter: nil, body: Array(#"{"success":true}"#.utf8)),
        of: .auth
    )
    private let lost = Attempt(.noAnswer("cut"), of: .auth)
    private let unreached = Attempt(.noConnection("refused"), of: .auth)
    private let refused = Attempt(
        .answered(status: 200, retryAfter: nil, body: Array(#"{"success":false}"#.utf8)),
        of: .auth
    )

    private func steps(
        _ operation: OperationName,
        _ attempts: [Attempt],
        mayGoOn: Bool = true
    ) -> ([CallPlan.Step], CallResult) {
        let settings = ClientSettings()
        var quota = RetryQuota(settings)
        var plan = CallPlan(operation.operation, settings)
        let steps = attempts.map {
            plan.step(after: $0, mayGoOn: mayGoOn, quota: &quota, chance: 0.5)
        }
        return (steps, plan.result())
    }

    @Test("ends with the first success")
    func success() {
        let (steps, result) = steps(.auth, [unreached, ok])
        #expect(steps == [.again(after: .milliseconds(500)), .finish])
        #expect(result.outcome == .ok)
        #expect(result.attempts == 2)
    }

    @Test("ends after three attempts")
    func three() {
        let (steps, result) = steps(.auth, [lost, unreached, unreached])
        #expect(steps == [.again(after: .milliseconds(500)), .again(after: .seconds(1)), .finish])
        #expect(result.outcome == .unknown)
        #expect(result.attempt == lost)
    }

    @Test("keeps an unknown in front of a later refusal")
    func refusalAfterLoss() {
        let (steps, result) = steps(.removePassword, [lost, refused])
        #expect(steps.last == .finish)
        #expect(result.outcome == .unknown)
    }

    @Test("never repeats what opens a door", arguments: [0, 1])
    func opening(_ which: Int) {
        let (steps, _) = steps(.remoteAction, [[lost, unreached][which]])
        #expect(steps == [.finish])
    }

    @Test("does not repeat a refusal, nor anything once nothing may start")
    func ends() {
        #expect(steps(.auth, [refused]).0 == [.finish])
        #expect(steps(.auth, [lost], mayGoOn: false).0 == [.finish])
    }

    @Test("waits as the service asks")
    func retryAfter() {
        let busy = Attempt(.answered(status: 503, retryAfter: 7, body: []), of: .auth)
        #expect(steps(.auth, [busy]).0 == [.again(after: .seconds(7))])
    }

    private func throttled(_ retryAfter: Int? = nil) -> Attempt {
        Attempt(.answered(status: 429, retryAfter: retryAfter, body: []), of: .auth)
    }

    @Test("waits twice as long each time that there are too many requests, and not for ever")
    func throttling() {
        let (steps, result) = steps(.auth, Array(repeating: throttled(), count: 10))
        let waits: [Int64] = [5, 10, 20, 40, 80, 160, 300, 300, 300]
        #expect(steps == waits.map { .again(after: .seconds($0)) } + [.finish])
        #expect(result.outcome == .failed)
    }

    @Test("takes neither attempt nor quota for what was too frequent")
    func throttlingIsFree() {
        var quota = RetryQuota(ClientSettings())
        var plan = CallPlan(OperationName.auth.operation, ClientSettings())
        func step(_ attempt: Attempt) -> CallPlan.Step {
            plan.step(after: attempt, mayGoOn: true, quota: &quota, chance: 0)
        }
        for _ in 0..<5 { _ = step(throttled()) }
        #expect(quota.tokens == ClientSettings().retryTokens)
        #expect(step(lost) == .again(after: .zero))
        #expect(step(throttled(7)) == .again(after: .seconds(160)))
        #expect(step(lost) == .again(after: .zero))
        #expect(step(lost) == .finish)
        #expect(plan.result().attempts == 9)
    }

    @Test("waits as long as a service asks that has too many requests, up to five minutes")
    func throttledWish() {
        #expect(steps(.auth, [throttled(60)]).0 == [.again(after: .seconds(60))])
        #expect(
            steps(.auth, [throttled(2), throttled(2), throttled(0)]).0
                == [
                    .again(after: .seconds(2)), .again(after: .seconds(10)),
                    .again(after: .seconds(20)),
                ]
        )
        #expect(steps(.auth, [throttled(5000)]).0 == [.again(after: .seconds(300))])
        #expect(steps(.remoteAction, [throttled()]).0 == [.finish])
    }

    @Test("says when the quota forbids a retry")
    func quota() {
        let settings = ClientSettings()
        var quota = RetryQuota(settings)
        for _ in 0..<4 { _ = quota.spend() }
        var plan = CallPlan(OperationName.auth.operation, settings)
        let step = plan.step(after: lost, mayGoOn: true, quota: &quota, chance: 0)
        #expect(step == .finishForWantOfQuota)
    }

    @Test("is not sent, for its reason, when there was no attempt")
    func none() {
        let plan = CallPlan(OperationName.auth.operation, ClientSettings())
        let result = plan.result(notSent: .breaker(failures: 5))
        #expect(result.outcome == .failed)
        #expect(result.attempts == 0)
        #expect(result.attempt.notSent == .breaker(failures: 5))
        #expect(result.attempt.cause == .notSent)
    }
}
