import ArgumentParser

/// Numbers on the command line: what is out of range is refused before anything is done with it.
enum NumberOption {
    /// More than is ever meant: sums of seconds and counts below it stay whole numbers.
    static let most = 1_000_000_000

    /// Refuses an integer outside of `least` to ``most``.
    static func check(_ name: String, _ value: Int?, from least: Int) throws(ValidationError) {
        guard let value, !(least...most).contains(value) else { return }
        throw ValidationError("\(name): '\(value)' given; give \(least) to \(most)")
    }

    /// Refuses a number that is neither 0, where that is allowed, nor from 0.001 to ``most``.
    static func check(
        _ name: String,
        _ value: Double?,
        mayBeZero: Bool = false
    ) throws(ValidationError) {
        guard let value, !(0.001...Double(most)).contains(value) else { return }
        if mayBeZero, value == 0 { return }
        let zero = mayBeZero ? "0, or " : ""
        throw ValidationError("\(name): '\(value)' given; give \(zero)0.001 to \(most)")
    }
}
