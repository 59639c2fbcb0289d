import ALMS
import Runs
import Synchronization
import YeeuuScript

/// The line that says how far a run is:
/// `37/210  confirmed 35  failed 2  12.4/s  14 s left  B001/10010101/甲`.
final class ProgressBar: Sendable {
    /// What was counted so far: a value, so that its text can be tested.
    struct Tally: Equatable {
        /// How far a list of the script is.
        struct List: Equatable {
            /// Which list of the run.
            let serial: Int
            /// How many items it has.
            let count: Int
            /// How many of them were begun.
            var begun = 0
            /// Seconds since the first of them.
            var seconds: Double = 0
        }

        /// How many requests are expected; nil when nobody knows.
        var expected: Int?
        /// The list that is worked off, where there is one.
        var list: List?
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
            var parts = [head]
            for outcome in [OutcomeClass.ok, .refused, .failed, .unknown] {
                if let count = counts[outcome], count > 0 {
                    parts.append("\(outcome.shortWords) \(count)")
                }
            }
            if seconds >= 1, done > 0 {
                let tenths = Int((Double(done) / seconds * 10).rounded())
                parts.append("\(tenths / 10).\(tenths % 10)/s")
                if let left { parts.append("\(Durations.text(seconds: left)) left") }
            }
            if !door.isEmpty { parts.append(door) }
            return Printable.cut(parts.joined(separator: "  "), to: max(1, columns - 1))
        }

        /// Whether the number of requests is known well enough to be told.
        private var total: Int? { expected.flatMap { $0 >= done ? $0 : nil } }

        private var head: String {
            if let total { return "\(done)/\(total)" }
            guard let list else { return "\(done)" }
            return "\(list.begun) of \(list.count)"
        }

        /// Seconds until the end, as far as the pace so far tells.
        private var left: Double? {
            if let total {
                return total > done ? Double(total - done) * seconds / Double(done) : nil
            }
            guard let list, list.begun > 0, list.count > list.begun, list.seconds >= 1 else {
                return nil
            }
            return Double(list.count - list.begun) * list.seconds / Double(list.begun)
        }
    }

    private struct State {
        var tally: Tally
        var start: Double?
        var listStart: Double = 0
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

    /// Shows what a run tells: the item and the door it is at, and how calls ended.
    func take(_ event: RunEvent) {
        guard console.showsProgress else { return }
        switch event {
        case .item(let list, let count): begin(list, count)
        case .sent(let call, _, _):
            update { $0.door = call.request.door.map { Printable.line("\($0)") } ?? $0.door }
        case .outcome(_, let reply):
            if let outcome = reply.counted { update { $0.counts[outcome, default: 0] += 1 } }
        case .planned, .warning: break
        }
    }

    private func begin(_ serial: Int, _ count: Int) {
        let now = POSIX.monotonic()
        state.withLock { state in
            if state.tally.list?.serial != serial {
                state.tally.list = Tally.List(serial: serial, count: count)
                state.listStart = now
            }
            state.tally.list?.begun += 1
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
            state.tally.list?.seconds = now - state.listStart
            return state.tally.line(columns: POSIX.columns(2) ?? 80)
        }
        if let line { console.progress(line) }
    }

    /// Begins anew; `count` requests are expected, if anybody knows.
    func begin(expecting count: Int? = nil) {
        state.withLock { $0 = State(tally: Tally(expected: count)) }
    }

    /// Takes the line away; what is told later draws it no more.
    func finish() {
        state.withLock { $0.isShown = false }
        console.progress("")
    }
}
