import ALMS

/// The faults in force with what they have counted: decides what goes wrong with a request.
struct FaultBook {
    /// Whom a request concerns, as selectors see it.
    struct Subject {
        var operation: OperationName
        var building: String?
        var code: String?
        var door: String?
    }

    /// What goes wrong with one request.
    struct Verdict: Equatable {
        /// Milliseconds before the effect.
        var latency = 0
        /// Milliseconds after it.
        var slowness = 0
        /// What else, at most one thing.
        var kind: Fault.Kind?
    }

    private(set) var faults: [Fault]
    private var counts: [Int]
    /// When each fault with a rate let requests through, within the last second.
    private var passed: [[Duration]]
    private var generator: SeededGenerator

    init(_ faults: [Fault], seed: UInt64) {
        self.faults = faults
        counts = Array(repeating: 0, count: faults.count)
        passed = Array(repeating: [], count: faults.count)
        generator = SeededGenerator(seed: seed, stream: 0xFA17)
    }

    /// What goes wrong with the next request of `subject`, which comes at `now`; every matching
    /// fault counts it.
    mutating func verdict(_ subject: Subject, at now: Duration) -> Verdict {
        var verdict = Verdict()
        for index in faults.indices where Self.matches(faults[index], subject) {
            if let rate = faults[index].frequency.rate, letsThrough(index, rate, now) { continue }
            counts[index] += 1
            guard strikes(faults[index].frequency, count: counts[index]) else { continue }
            switch faults[index].kind {
            case .latency(let ms, let jitter):
                let more = jitter > 0 ? Int.random(in: 0...jitter, using: &generator) : 0
                verdict.latency += ms + more
            case .slow(let ms): verdict.slowness += ms
            case let kind where verdict.kind == nil: verdict.kind = kind
            default: break
            }
        }
        return verdict
    }

    private mutating func letsThrough(_ index: Int, _ rate: Int, _ now: Duration) -> Bool {
        passed[index].removeAll { $0 <= now - .seconds(1) }
        guard passed[index].count < rate else { return false }
        passed[index].append(now)
        return true
    }

    private mutating func strikes(_ frequency: Fault.Frequency, count: Int) -> Bool {
        let number = count - (frequency.after ?? 0)
        guard number >= 1, number <= frequency.first ?? .max, number % (frequency.every ?? 1) == 0
        else { return false }
        guard let probability = frequency.probability else { return true }
        return Double.random(in: 0..<1, using: &generator) < probability
    }

    private static func matches(_ fault: Fault, _ subject: Subject) -> Bool {
        func fits<T: Equatable>(_ wanted: T?, _ given: T?) -> Bool {
            wanted == nil || wanted == given
        }
        if case .said(let said, _) = fault.kind, said.isOfTheLock {
            let operation = subject.operation.operation
            guard operation.isWrite, operation.isDoorOperation else { return false }
        }
        return fits(fault.selector.operation, subject.operation)
            && fits(fault.selector.building, subject.building)
            && fits(fault.selector.code, subject.code) && fits(fault.selector.door, subject.door)
    }
}
