internal import CLuaSupport
internal import Synchronization

/// What other threads say to the Lua thread.
enum LuaMessage: Sendable {
    case job(LuaJob)
    case answer(token: Int64)
    case perform(@Sendable (LuaHost) -> Void)
    case close(@Sendable () -> Void)
}

/// One run, evaluation or check that somebody waits for.
struct LuaJob: Sendable {
    enum Purpose {
        case run
        case evaluate(numbering: Int?)
        case check
    }

    let source: [UInt8]
    let name: String
    let purpose: Purpose
    let arguments: [LuaValue]
    let ticket: LuaTicket
    let done: @Sendable (Result<[LuaValue], LuaError>) -> Void
}

/// Whether a job's owner has given it up: before it runs it will not, while it runs it is ended.
final class LuaTicket: Sendable {
    private let state = Mutex<(running: Bool, cancelled: Bool)>((false, false))

    func cancel(_ mailbox: LuaMailbox) {
        state.withLock { state in
            state.cancelled = true
            if state.running { mailbox.interrupt() }
        }
    }

    /// False: it has been given up already.
    func begin() -> Bool {
        state.withLock { state in
            state.running = !state.cancelled
            return state.running
        }
    }

    func end() { state.withLock { $0.running = false } }
}

/// The Lua thread's messages, and the C state that it sleeps on.
///
/// Unchecked: the pointer is only used for `yl_post`, `yl_interrupt` and `yl_sleep`, which lock,
/// and is freed with the last owner.
@safe
final class LuaMailbox: @unchecked Sendable {
    private let messages = Mutex<(queue: [LuaMessage], closed: Bool)>(([], false))
    private let state: UnsafeMutablePointer<yl_state>

    init(_ state: UnsafeMutablePointer<yl_state>) { unsafe self.state = state }

    deinit { unsafe yl_free(state) }

    /// False: the thread is gone, and the message is dropped.
    @discardableResult
    func post(_ message: LuaMessage) -> Bool {
        let accepted = messages.withLock { box in
            if !box.closed { box.queue.append(message) }
            return !box.closed
        }
        if accepted { unsafe yl_post(state) }
        return accepted
    }

    func take() -> [LuaMessage] {
        messages.withLock { box in
            let taken = box.queue
            box.queue.removeAll(keepingCapacity: taken.count < 4096)
            return taken
        }
    }

    /// Takes what is left and refuses everything from now on.
    func shut() -> [LuaMessage] {
        messages.withLock { box in
            box.closed = true
            defer { box.queue = [] }
            return box.queue
        }
    }

    /// Until something is posted or the run is to end.
    func sleep() { unsafe yl_sleep(state) }

    func interrupt() { unsafe _ = yl_interrupt(state) }
}
