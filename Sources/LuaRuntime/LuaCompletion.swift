internal import Synchronization

/// The right to answer a waiting call, once, from any thread or task.
///
/// Dropped without an answer it raises an error in the script, so that no script waits for ever.
public final class LuaCompletion<T: Sendable>: Sendable {
    let token: Int64
    private let mailbox: LuaMailbox
    private let answer: LuaAnswerBox<T>
    private let answered = Atomic<Bool>(false)

    init(token: Int64, mailbox: LuaMailbox, answer: LuaAnswerBox<T>) {
        self.token = token
        self.mailbox = mailbox
        self.answer = answer
    }

    deinit { send(nil) }

    /// Answers; a second answer is ignored.
    public func resume(_ value: T) { send(value) }

    private func send(_ value: T?) {
        if answered.exchange(true, ordering: .relaxed) { return }
        answer.value = value
        mailbox.post(.answer(token: token))
    }
}

/// An answer on its way to the Lua thread.
///
/// Unchecked: written once, before the message that tells of it is posted, and read after that.
final class LuaAnswerBox<T: Sendable>: @unchecked Sendable {
    var value: T?
}
