import ALMS

/// Which steps of a plan may start now: a value without I/O.
///
/// Steps wait only for earlier ones, so there is always one to start until all are over.
struct PlanSchedule {
    /// What a step waits for, and whether it is over from the beginning.
    struct Step {
        var needs: [Int]
        var after: [StepRange]
        /// Whether an earlier run made it ok; nil when it has to be sent.
        var isOK: Bool?
    }

    /// Steps that wait for the same range: those that follow an `each`.
    private struct Barrier {
        let range: StepRange
        var open: Int
        var waiting: [Int] = []
    }

    private var isOver: [Bool] = []
    private var isOK: [Bool] = []
    private var needs: [[Int]] = []
    private var blockers: [Int] = []
    private var followers: [[Int]]
    private var barriers: [Barrier] = []
    private var barrierIndex: [StepRange: Int] = [:]
    private var ready: [Int] = []
    private var nextReady = 0
    /// Steps that need one that an earlier run did not make ok.
    private(set) var skippedAtStart: [Int] = []
    /// Steps that are not over yet.
    private(set) var left = 0

    init(_ steps: [Step]) {
        followers = Array(repeating: [], count: steps.count)
        for (index, step) in steps.enumerated() { add(step, index) }
    }

    /// The next step to start; nil when none may start now.
    mutating func next() -> Int? {
        guard nextReady < ready.count else { return nil }
        nextReady += 1
        return ready[nextReady - 1]
    }

    /// A step is over; tells which steps are skipped for it, since they need an ok.
    mutating func finish(_ step: Int, isOK: Bool) -> [Int] {
        var skipped: [Int] = []
        var finished = [(step: step, isOK: isOK)]
        while let (step, isOK) = finished.popLast() {
            guard !isOver[step] else { continue }
            isOver[step] = true
            self.isOK[step] = isOK
            left -= 1
            for follower in released(by: step) {
                if needs[follower].allSatisfy({ self.isOK[$0] }) {
                    ready.append(follower)
                } else {
                    skipped.append(follower)
                    finished.append((follower, false))
                }
            }
        }
        return skipped
    }

    private mutating func add(_ step: Step, _ index: Int) {
        let isLost = step.needs.contains { isOver[$0] && !isOK[$0] }
        let isDecided = step.isOK != nil || isLost
        needs.append(step.needs)
        isOK.append(step.isOK ?? false)
        isOver.append(isDecided)
        blockers.append(0)
        if step.isOK == nil, isLost { skippedAtStart.append(index) }
        guard !isDecided else { return }
        left += 1
        for other in Set(step.needs) where !isOver[other] { wait(index, for: other) }
        for range in step.after {
            if range.first == range.last {
                if !isOver[range.first] { wait(index, for: range.first) }
            } else {
                wait(index, for: range)
            }
        }
        if blockers[index] == 0 { ready.append(index) }
    }

    private mutating func wait(_ step: Int, for other: Int) {
        followers[other].append(step)
        blockers[step] += 1
    }

    private mutating func wait(_ step: Int, for range: StepRange) {
        if barrierIndex[range] == nil {
            let open = (range.first...range.last).filter { !isOver[$0] }.count
            barrierIndex[range] = barriers.count
            barriers.append(Barrier(range: range, open: open))
        }
        guard let index = barrierIndex[range], barriers[index].open > 0 else { return }
        barriers[index].waiting.append(step)
        blockers[step] += 1
    }

    /// The steps that waited for nothing but `step`.
    private mutating func released(by step: Int) -> [Int] {
        var candidates = followers[step]
        for index in barriers.indices
        where barriers[index].range.first <= step && step <= barriers[index].range.last {
            barriers[index].open -= 1
            if barriers[index].open == 0 { candidates += barriers[index].waiting }
        }
        return candidates.filter { follower in
            blockers[follower] -= 1
            return blockers[follower] == 0 && !isOver[follower]
        }
    }
}
