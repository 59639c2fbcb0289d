import ALMS
import Runs
import Synchronization

/// What the run behind a REPL did so far.
final class ReplTally: Sendable {
    private struct State {
        var changes: [Change] = []
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// Counts an event.
    func take(_ event: RunEvent) {
        state.withLock { state in
            switch event {
            case .planned(_, let changes): state.changes += changes
            case .outcome(_, let reply):
                let word = (reply.counted ?? .skipped).shortWords
                state.counts[word, default: 0] += 1
            case .sent, .item, .warning: break
            }
        }
    }

    /// What was planned.
    var changes: [Change] { state.withLock { $0.changes } }

    /// `3 ok, 1 refused`.
    var text: String {
        let counts = state.withLock { $0.counts }.sorted { $0.key < $1.key }
        return counts.isEmpty
            ? "nothing was asked of the service yet"
            : counts.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
