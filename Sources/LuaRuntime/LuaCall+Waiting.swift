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
        let token = beginWait(then: then)
        host.pending[token]?.cancel = cancel
        start(LuaCompletion(token: token, mailbox: host.mailbox))
        return .wait
    }

    /// Waits for asynchronous work; its task is cancelled when the run ends before.
    public func wait<T: Sendable>(
        for work: @escaping @Sendable () async -> T,
        then: @escaping (T, borrowing LuaCall) -> LuaAnswer
    ) -> LuaAnswer {
        if let refusal = waitRefusal() { return refusal }
        let token = beginWait(then: then)
        let completion = LuaCompletion<T>(token: token, mailbox: host.mailbox)
        let task = Task { completion.resume(await work()) }
        host.pending[token]?.cancel = { task.cancel() }
        return .wait
    }

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
    ) -> Int64 {
        let token = unsafe yl_token(state)
        unsafe state.pointee.wait_token = token
        host.pending[token] = LuaPending { value, call in
            guard let value = value as? T else {
                return call.fail("a host function gave no answer")
            }
            return then(value, call)
        }
        return token
    }
}

/// A wait under way; only the Lua thread touches it.
struct LuaPending {
    let then: ((any Sendable)?, borrowing LuaCall) -> LuaAnswer
    var value: (any Sendable)?
    var cancel: (@Sendable () -> Void)?

    init(then: @escaping ((any Sendable)?, borrowing LuaCall) -> LuaAnswer) {
        self.then = then
    }
}
