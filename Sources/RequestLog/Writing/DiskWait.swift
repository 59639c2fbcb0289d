/// A thread that waits for the disk while the log's own thread hashes.
final class DiskWait: Sendable {
    private enum State {
        case idle
        case wanted(Int32, String)
        case done(SystemFailure?)
        case stopped
    }

    private enum Job: Sendable {
        case sync(Int32, String)
        case stop
    }

    private let state = Monitor(State.idle)

    init() throws(SystemFailure) {
        let faults = FileFaults.armed
        let state = state
        try Thread("yeeuu-sync") { FileFaults.$armed.withValue(faults) { DiskWait.run(state) } }
            .detach()
    }

    deinit {
        state.change {
            $0 = .stopped
            return true
        }
    }

    /// Begins an `fdatasync`; the file stays open until `end` was called.
    func begin(_ file: borrowing File) {
        let (descriptor, path) = (file.descriptor, file.path)
        state.change {
            $0 = .wanted(descriptor, path)
            return true
        }
    }

    /// Returns once the `fdatasync` that was begun has returned; throws what it ended with.
    func end() throws(SystemFailure) {
        let failure: SystemFailure? = state.wait { state in
            guard case .done(let failure) = state else { return .wait(nil) }
            state = .idle
            return .done(failure)
        }
        if let failure { throw failure }
    }

    private static func run(_ state: Monitor<State>) {
        while true {
            let job: Job = state.wait { state in
                switch state {
                case .wanted(let descriptor, let path): .done(.sync(descriptor, path))
                case .stopped: .done(.stop)
                case .idle, .done: .wait(nil)
                }
            }
            guard case .sync(let descriptor, let path) = job else { return }
            var failure: SystemFailure?
            do throws(SystemFailure) { try File.syncData(descriptor, path) } catch {
                failure = error
            }
            let outcome = failure
            state.change {
                $0 = .done(outcome)
                return true
            }
        }
    }
}
