import Synchronization

/// Where a run stops for a moment to see how it went so far: `1,5,20%`.
///
/// Each step says how much of the list is begun before what is in flight is waited for, and judged:
/// a number of items, or a share of the list. What does not go beyond the step before it is left out.
public struct Canary: Sendable, Equatable, CustomStringConvertible {
    private enum Step: Equatable, CustomStringConvertible {
        case count(Int)
        case percent(Int)

        var description: String {
            switch self {
            case .count(let count): "\(count)"
            case .percent(let percent): "\(percent)%"
            }
        }
    }

    private let steps: [Step]

    /// Reads `1,5,20%`: numbers from 1, then shares from 1% to 99%, each larger than the one before.
    ///
    /// - Throws: ``CanaryProblem`` with the step that makes no sense.
    public init(_ text: String) throws(CanaryProblem) {
        var steps: [Step] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let step = try Self.step(String(part.filter { $0 != " " }))
            switch (steps.last, step) {
            case (.count(let before), .count(let now)) where now <= before,
                (.percent(let before), .percent(let now)) where now <= before:
                throw CanaryProblem("'\(step)' after '\(steps.last ?? step)'; let the steps grow")
            case (.percent, .count):
                throw CanaryProblem("'\(step)' after a share; give numbers before shares")
            default: steps.append(step)
            }
        }
        self.steps = steps
    }

    /// `1,5,20%`.
    public var description: String { steps.map(\.description).joined(separator: ",") }

    /// After how many of `count` items the run waits and judges, growing.
    public func marks(of count: Int) -> [Int] {
        var marks: [Int] = []
        for step in steps {
            let mark =
                switch step {
                case .count(let count): count
                case .percent(let percent):
                    count / 100 * percent + (count % 100 * percent + 99) / 100
                }
            if mark > marks.last ?? 0, mark < count { marks.append(mark) }
        }
        return marks
    }

    private static func step(_ text: String) throws(CanaryProblem) -> Step {
        if text.hasSuffix("%") {
            guard let percent = Int(text.dropLast()), (1...99).contains(percent) else {
                throw CanaryProblem("'\(text)' given; give a share from 1% to 99%")
            }
            return .percent(percent)
        }
        guard let count = Int(text), count >= 1 else {
            throw CanaryProblem("'\(text)' given; give, say, 1,5,20%")
        }
        return .count(count)
    }
}

/// Steps of a canary that make no sense.
public struct CanaryProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// For people: `'0' given; give, say, 1,5,20%`.
    public let description: String

    init(_ description: String) { self.description = description }
}

extension Run {
    /// After how many of `count` items the run waits for what is in flight and judges.
    public func canaryMarks(of count: Int) -> [Int] { setup.policy.canary?.marks(of: count) ?? [] }

    /// Judges a canary step, nothing being in flight: stops the run when too much went wrong.
    ///
    /// - Parameters:
    ///   - begun: how many items were begun.
    ///   - list: the serial number of the `each`; nil for the whole run.
    public func judgeCanary(after begun: Int, list: Int?) {
        let stop = state.withLock { $0.bounds.judge(after: begun, list: list) }
        if let stop { setup.events?(.warning("stopped; \(stop)")) }
    }
}
