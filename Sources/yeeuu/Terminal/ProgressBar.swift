import ALMS
import Synchronization

/// The line that says how far a run is: `  37/210  ok 35  failed 2  12.4/s  14 s left`.
final class ProgressBar: Sendable {
    /// What was counted so far: a value, so that its text can be tested.
    struct Tally: Equatable {
        /// How many requests are expected; nil when nobody knows.
        var expected: Int?
        /// Requests with an outcome, by class.
        var counts: [OutcomeClass: Int] = [:]
        /// Seconds since the first request.
        var seconds: Double = 0

        /// Requests with an outcome.
        var done: Int { counts.values.reduce(0, +) }

        /// The line, at most `columns` wide.
        func line(columns: Int) -> String {
            var parts = [expected.map { "\(done)/\($0)" } ?? "\(done)"]
            for outcome in [OutcomeClass.ok, .refused, .failed, .unknown] {
                if let count = counts[outcome], count > 0 {
                    parts.append("\(outcome.rawValue) \(count)")
                }
            }
            if seconds >= 1, done > 0 {
                let tenths = Int((Double(done) / seconds * 10).rounded())
                parts.append("\(tenths / 10).\(tenths % 10)/s")
                if let expected, expected > done {
                    let left = Double(expected - done) * seconds / Double(done)
                    parts.append("\(Durations.text(seconds: left)) left")
                }
            }
            return String(parts.joined(separator: "  ").prefix(max(1, columns - 1)))
        }
    }

    private struct State {
        var tally: Tally
        var start: Double?
        var drawn: Double = 0
    }

    private let state: Mutex<State>
    private let console: Console

    /// A bar that draws at most ten times a second.
    init(expected: Int?, on console: Console) {
        state = Mutex(State(tally: Tally(expected: expected)))
        self.console = console
    }

    /// Sets how many requests are expected.
    func expect(_ count: Int) { state.withLock { $0.tally.expected = count } }

    /// Counts an outcome.
    func count(_ outcome: OutcomeClass) {
        let now = POSIX.monotonic()
        let line: String? = state.withLock { state in
            let start = state.start ?? now
            state.start = start
            state.tally.counts[outcome, default: 0] += 1
            guard now - state.drawn >= 0.1 else { return nil }
            state.drawn = now
            state.tally.seconds = now - start
            return state.tally.line(columns: POSIX.columns(2) ?? 80)
        }
        if let line { console.progress(line) }
    }

    /// Takes the line away.
    func finish() { console.progress("") }
}
