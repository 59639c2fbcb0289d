/// A thread that hashes a group while the log's own thread waits for the disk and goes on.
final class LeafHasher: Sendable {
    private enum State {
        case idle
        case wanted(GroupLines, first: Int)
        case done(TreeLevels)
        case stopped
    }

    private enum Job {
        case hash(GroupLines, first: Int)
        case stop
    }

    private let state = Monitor(State.idle)

    init() throws(SystemFailure) {
        let state = state
        try Thread("yeeuu-hash") { LeafHasher.run(state) }.detach()
    }

    deinit {
        state.change {
            $0 = .stopped
            return true
        }
    }

    /// Begins with lines of which the first has index `first`; they are the thread's until `end`.
    func begin(_ lines: GroupLines, first: Int) {
        state.change {
            $0 = .wanted(lines, first: first)
            return true
        }
    }

    /// Returns once what was begun is hashed.
    func end() -> TreeLevels {
        state.wait { state in
            guard case .done(let levels) = state else { return .wait(nil) }
            state = .idle
            return .done(levels)
        }
    }

    private static func run(_ state: Monitor<State>) {
        while true {
            let job: Job = state.wait { state in
                switch state {
                case .wanted(let lines, let first): .done(.hash(lines, first: first))
                case .stopped: .done(.stop)
                case .idle, .done: .wait(nil)
                }
            }
            guard case .hash(let lines, let first) = job else { return }
            let levels = TreeLevels(first: first, leaves: lines.hashLeaves())
            state.change { state in
                if case .stopped = state { return false }
                state = .done(levels)
                return true
            }
        }
    }
}
