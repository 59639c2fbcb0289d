internal import Synchronization

/// The right to answer a waiting call, once, from any thread or task.
///
/// Dropped without an answer it raises an error in the script, so that no script waits for ever.
public final class LuaCompletion<T: Sendable>: Sendable {
    private let token: Int64
    private let mailbox: LuaMailbox
    private let answered = Atomic<Bool>(false)

    init(token: Int64, mailbox: LuaMailbox) {
        self.token = token
        self.mailbox = mailbox
    }

    deinit { send(nil) }

    /// Answers; a second answer is ignored.
    public func resume(_ value: T) { send(value) }

    private func send(_ value: T?) {
        if answered.exchange(true, ordering: .relaxed) { return }
        mailbox.post(.answer(token: token, value: value))
    }
}
