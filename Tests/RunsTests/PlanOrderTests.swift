import Testing

@testable import Runs

@Suite("The order of a plan's steps")
struct StepOrderTests {
    private func places(_ scopes: [CallScope]) -> [StepOrder.Place] {
        var order = StepOrder()
        return scopes.map { order.place($0) }
    }

    @Test("lets each request of the main chunk need the one before it")
    func mainChunk() {
        let found = places([CallScope(), CallScope(), CallScope()])
        #expect(found.map(\.needs) == [[], [0], [1]])
        #expect(found.allSatisfy { $0.after.isEmpty })
    }

    @Test("lets a request only follow one that was made inside pcall")
    func protected() {
        let found = places([CallScope(insidePcall: true), CallScope(), CallScope()])
        #expect(found.map(\.needs) == [[], [], [1]])
        #expect(found[1].after == [StepRange(0)])
    }

    @Test("keeps items of an each apart, and lets what follows wait for all of them")
    func items() {
        let first = CallScope(item: 1, list: 1, listCount: 2)
        let second = CallScope(item: 2, list: 1, listCount: 2)
        let found = places([CallScope(), first, second, first, second, CallScope()])
        #expect(found.map(\.needs) == [[], [0], [0], [1], [2], [0]])
        #expect(found[1...4].allSatisfy { $0.after.isEmpty })
        #expect(found[5].after == [StepRange(1, through: 4)])
    }

    @Test("lets a second each wait for the first")
    func twoLists() {
        let found = places([
            CallScope(item: 1, list: 1), CallScope(item: 2, list: 1), CallScope(item: 3, list: 2),
            CallScope(item: 4, list: 2),
        ])
        #expect(found.map(\.needs) == [[], [], [], []])
        #expect(found[2].after == [StepRange(0, through: 1)])
        #expect(found[3].after == [StepRange(0, through: 1)])
    }

    @Test("lets what follows an each inside an item wait for that each alone")
    func nested() {
        let outer = CallScope(item: 1, list: 1)
        let found = places([
            outer, CallScope(item: 2, parent: 1, list: 2), CallScope(item: 3, parent: 1, list: 2),
            outer, CallScope(item: 4, list: 1),
        ])
        #expect(found.map(\.needs) == [[], [0], [0], [0], []])
        #expect(found[3].after == [StepRange(1, through: 2)])
        #expect(found[4].after.isEmpty)
    }
}

@Suite("The schedule of a plan")
struct PlanScheduleTests {
    private func step(
        needs: [Int] = [],
        after: [StepRange] = [],
        isOK: Bool? = nil
    ) -> PlanSchedule.Step {
        .init(needs: needs, after: after, isOK: isOK)
    }

    private func ready(_ schedule: inout PlanSchedule) -> [Int] {
        var steps: [Int] = []
        while let step = schedule.next() { steps.append(step) }
        return steps
    }

    @Test("starts what waits for nothing, then what its end releases")
    func chain() {
        var schedule = PlanSchedule([step(), step(needs: [0]), step(), step(needs: [1, 2])])
        #expect(ready(&schedule) == [0, 2])
        #expect(schedule.finish(0, isOK: true).isEmpty)
        #expect(ready(&schedule) == [1])
        #expect(schedule.finish(1, isOK: true).isEmpty)
        #expect(ready(&schedule).isEmpty)
        #expect(schedule.finish(2, isOK: true).isEmpty)
        #expect(ready(&schedule) == [3])
        #expect(schedule.finish(3, isOK: true).isEmpty)
        #expect(schedule.left == 0)
    }

    @Test("skips whatever needs a step that was not ok, and goes on with what only follows it")
    func skipping() {
        var schedule = PlanSchedule([
            step(), step(needs: [0]), step(needs: [1]), step(after: [StepRange(0)]),
        ])
        #expect(ready(&schedule) == [0])
        #expect(Set(schedule.finish(0, isOK: false)) == [1, 2])
        #expect(ready(&schedule) == [3])
    }

    @Test("holds a barrier until its whole range is over, skipped steps included")
    func barrier() {
        var schedule = PlanSchedule([
            step(), step(needs: [0]), step(), step(after: [StepRange(0, through: 2)]),
        ])
        _ = ready(&schedule)
        _ = schedule.finish(0, isOK: false)
        #expect(ready(&schedule).isEmpty)
        _ = schedule.finish(2, isOK: true)
        #expect(ready(&schedule) == [3])
    }

    @Test("takes over what an earlier run decided")
    func resuming() {
        var schedule = PlanSchedule([
            step(isOK: true), step(needs: [0]), step(isOK: false), step(needs: [2]),
            step(after: [StepRange(0, through: 3)]),
        ])
        #expect(schedule.skippedAtStart == [3])
        #expect(ready(&schedule) == [1])
        _ = schedule.finish(1, isOK: true)
        #expect(ready(&schedule) == [4])
    }

    @Test("never stalls: every step of a random plan is started or skipped", arguments: 0..<20)
    func random(seed: Int) {
        var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1
        func roll(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let steps = (0..<200).map { index in
            let needs = index > 0 && roll(3) == 0 ? [roll(index)] : []
            let range =
                index > 5 && roll(4) == 0 ? [StepRange(roll(index / 2), through: index - 1)] : []
            return step(needs: needs, after: range)
        }
        var schedule = PlanSchedule(steps)
        var over = 0
        while let next = schedule.next() {
            over += 1 + schedule.finish(next, isOK: roll(5) > 0).count
        }
        #expect(over == 200)
        #expect(schedule.left == 0)
    }
}
