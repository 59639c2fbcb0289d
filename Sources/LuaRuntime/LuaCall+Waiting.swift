internal import CLuaSupport

extension LuaCall {
    /// Waits for an answer from elsewhere.
    ///
    /// `start` is called at once and must return soon; `then` is called on the Lua thread with
    /// the answer, may read the same arguments, push, fail or wait again. `cancel` is called when
    /// the run ends before the answer came.
    public func wait<T: Sendable>(
        start: (LuaCompletion<T>) -> Void,
        cancel: (@Sendable () -> Void)? = nil,
        then: @escaping (T, borrowing LuaCall) -> LuaAnswer
    ) -> LuaAnswer {
        if let refusal = waitRefusal() { return refusal }
        let completion = beginWait(then: then)
        if let cancel { host.pending[completion.token]?.cancel = cancel }
        start(completion)
        return .wait
    }

    /// Waits for asynchronous work; its task is cancelled when the run ends before.
    ///
    /// - Parameters:
    ///   - executor: where the work prefers to be done; nil: anywhere.
    ///   - work: what is waited for.
    ///   - then: called on the Lua thread with what came of it.
    /// - Returns: what the function has to answer with.
    public func wait<T: Sendable>(
        on executor: (any TaskExecutor)? = nil,
        for work: @escaping @Sendable () async -> T,
        then: @escaping (T, borrowing LuaCall) -> LuaAnswer
    ) -> LuaAnswer {
        if let refusal = waitRefusal() { return refusal }
        let completion = beginWait(then: then)
        let token = completion.token
        let task = Task(executorPreference: executor) { completion.resume(await work()) }
        host.pending[token]?.cancel = { task.cancel() }
        return .wait
    }

    /// Lets whoever waits for the group of the present task look around: `group:next()` gives
    /// nothing, though none of it has ended.
    public func nudge() { unsafe yl_nudge(state) }

    /// Before anything is begun: nobody would take the answer.
    private func waitRefusal() -> LuaAnswer? {
        if unsafe yl_can_wait(state) != 0 { return nil }
        let ending = unsafe state.pointee.ending != 0
        return fail(
            ending
                ? "a waiting call cannot be made any more; the run is being ended"
                : "a waiting call cannot be made here; its task has been given up"
        )
    }

    private func beginWait<T: Sendable>(
        then: @escaping (T, borrowing LuaCall) -> LuaAnswer
    ) -> LuaCompletion<T> {
        let token = unsafe yl_token(state)
        unsafe state.pointee.wait_token = token
        let answer = LuaAnswerBox<T>()
        host.pending[token] = LuaPending { call in
            guard let value = answer.value else {
                return call.fail("a host function gave no answer")
            }
            return then(value, call)
        }
        return LuaCompletion(token: token, mailbox: host.mailbox, answer: answer)
    }
}

/// A wait under way; only the Lua thread touches it.
struct LuaPending {
    let then: (borrowing LuaCall) -> LuaAnswer
    var cancel: (@Sendable () -> Void)?

    init(then: @escaping (borrowing LuaCall) -> LuaAnswer) {
        self.then = then
    }
}
