/// How many failures a run bears; the bound must be exceeded, and is judged from 10 on.
public enum FailureBound: Sendable, Equatable, CustomStringConvertible {
    /// So many.
    case count(Int)
    /// So many of a hundred.
    case percent(Int)

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
        }
    }

    /// Whether `failures` of so few as a canary's step has exceed the bound.
    func isExceeded(byCanary failures: Int, settled: Int) -> Bool {
        switch self {
        case .count(let count): failures > count
        case .percent(let percent): failures * 100 > percent * settled
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
        }
    }
}
