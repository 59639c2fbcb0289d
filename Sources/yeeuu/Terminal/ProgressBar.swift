import ALMS
import Runs
import Synchronization
import YeeuuScript

/// The line that says how far a run is:
/// `37/210  ok 35  failed 2  12.4/s  14 s left  B001/10010101/甲`.
final class ProgressBar: Sendable {
    /// What was counted so far: a value, so that its text can be tested.
    struct Tally: Equatable {
        /// How many requests are expected; nil when nobody knows.
        var expected: Int?
        /// Requests with an outcome, by class.
        var counts: [OutcomeClass: Int] = [:]
        /// Seconds since the first request.
        var seconds: Double = 0
        /// The door that was last begun.
        var door = ""

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
            if !door.isEmpty { parts.append(door) }
            return Printable.cut(parts.joined(separator: "  "), to: max(1, columns - 1))
        }
    }

    private struct State {
        var tally: Tally
        var start: Double?
        var drawn: Double = 0
        var isShown = true
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

    /// Shows what a run tells: the door it is at, and how calls ended.
    func take(_ event: RunEvent) {
        guard console.showsProgress else { return }
        switch event {
        case .sent(let call, _, _):
            update { $0.door = call.request.door.map { Printable.line("\($0)") } ?? $0.door }
        case .outcome(_, let reply):
            if let outcome = reply.counted { update { $0.counts[outcome, default: 0] += 1 } }
        case .planned, .warning: break
        }
    }

    private func update(_ change: (inout Tally) -> Void) {
        let now = POSIX.monotonic()
        let line: String? = state.withLock { state in
            let start = state.start ?? now
            state.start = start
            change(&state.tally)
            guard state.isShown, now - state.drawn >= 0.1 else { return nil }
            state.drawn = now
            state.tally.seconds = now - start
            return state.tally.line(columns: POSIX.columns(2) ?? 80)
        }
        if let line { console.progress(line) }
    }

    /// Begins anew.
    func begin() { state.withLock { $0 = State(tally: Tally(expected: nil)) } }

    /// Takes the line away; what is told later draws it no more.
    func finish() {
        state.withLock { $0.isShown = false }
        console.progress("")
    }
}
