/// How many failures a run bears; the bound must be exceeded, and is judged from 10 on.
public enum FailureBound: Sendable, Equatable, CustomStringConvertible {
    /// So many.
    case count(Int)
    /// So many of a hundred.
    case percent(Int)
    /// Both: a ceiling of one kind, with a bound of the other kind below it.
    case either(count: Int, percent: Int)

    /// Reads `5` or `10%`.
    public init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let percent = Int(text.dropLast()), (0...100).contains(percent) else {
                return nil
            }
            self = .percent(percent)
        } else {
            guard let count = Int(text), count >= 0 else { return nil }
            self = .count(count)
        }
    }

    /// `5` or `10%`.
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .percent(let percent): "\(percent)%"
        case .either(let count, let percent): "\(count) or \(percent)%"
        }
    }

    /// What holds when both this and `other` do.
    public func narrowed(by other: FailureBound) -> FailureBound {
        let count = [self.count, other.count].compactMap { $0 }.min()
        let percent = [self.percent, other.percent].compactMap { $0 }.min()
        return switch (count, percent) {
        case (let count?, let percent?): .either(count: count, percent: percent)
        case (let count?, nil): .count(count)
        case (nil, let percent): .percent(percent ?? 100)
        }
    }

    private var count: Int? {
        switch self {
        case .count(let count), .either(let count, _): count
        case .percent: nil
        }
    }

    private var percent: Int? {
        switch self {
        case .percent(let percent), .either(_, let percent): percent
        case .count: nil
        }
    }

    /// Whether `failures` of so few as a canary's step has exceed the bound.
    func isExceeded(byCanary failures: Int, settled: Int) -> Bool {
        switch self {
        case .count(let count): failures > count
        case .percent(let percent): failures * 100 > percent * settled
        case .either(let count, let percent):
            failures > count || failures * 100 > percent * settled
        }
    }

    /// Whether `failures` exceed the bound.
    ///
    /// - Parameters:
    ///   - failures: refused, failed and unknown calls.
    ///   - settled: calls with an outcome; below 10 a percentage is not judged.
    ///   - listCount: the length of the list the calls belong to; a percentage is of it.
    /// - Returns: false while it is borne.
    func isExceeded(failures: Int, settled: Int, listCount: Int?) -> Bool {
        switch self {
        case .count(let count): return failures > count
        case .percent(let percent):
            guard settled >= 10 else { return false }
            return failures * 100 > percent * max(settled, listCount ?? 0)
        case .either(let count, let percent):
            return [FailureBound.count(count), .percent(percent)].contains {
                $0.isExceeded(failures: failures, settled: settled, listCount: listCount)
            }
        }
    }
}
