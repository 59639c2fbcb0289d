internal import CLuaSupport

/// C's way into Swift. These are plain functions: nothing of Lua may jump over them, and none of
/// them calls anything of Lua that allocates or raises.
extension LuaThread {
    /// Hands C the callbacks.
    ///
    /// The thread object outlives the state's last use.
    func connect() {
        unsafe host.state.pointee.host = yl_callbacks(
            context: Unmanaged.passUnretained(self).toOpaque(),
            call: { body, state, thread in
                guard let body = unsafe body, let state = unsafe state, let thread = unsafe thread
                else { return 1 }
                return unsafe Unmanaged<LuaBoundBody>.fromOpaque(body)._withUnsafeGuaranteedRef {
                    unsafe $0.body(LuaCall(thread, state, $0.host)).code
                }
            },
            ask: { context, thread, function in
                guard let context = unsafe context, let thread = unsafe thread else { return 1 }
                return unsafe Unmanaged<LuaThread>.fromOpaque(context)._withUnsafeGuaranteedRef {
                    unsafe $0.ask(thread, function)
                }
            },
            resume: { context, thread, token in
                guard let context = unsafe context, let thread = unsafe thread else { return 1 }
                return unsafe Unmanaged<LuaThread>.fromOpaque(context)._withUnsafeGuaranteedRef {
                    unsafe $0.resume(thread, token)
                }
            },
            block: { context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<LuaThread>.fromOpaque(context).takeUnretainedValue()
                    .handleMessages()
            },
            drop: { context, token in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<LuaThread>.fromOpaque(context).takeUnretainedValue()
                    .drop(token)
            }
        )
    }

    private func ask(_ thread: OpaquePointer, _ function: Int32) -> Int32 {
        let call = unsafe LuaCall(thread, host)
        if function < 0 { return host.answer(function, call).code }
        return host.bodies[Int(function)].body(call).code
    }

    private func resume(_ thread: OpaquePointer, _ token: Int64) -> Int32 {
        let call = unsafe LuaCall(thread, host)
        guard let pending = host.pending.removeValue(forKey: token) else {
            return call.fail("a host function gave no answer").code
        }
        return pending.then(call).code
    }

    private func drop(_ token: Int64) {
        host.pending.removeValue(forKey: token)?.cancel?()
    }
}

extension LuaHost {
    /// For trials: the n-th growth of the heap from now fails, and every one after it; 0: none.
    @_spi(Trials) public func failAllocation(_ n: Int64) { unsafe state.pointee.fail_at = n }

    /// For trials: collects garbage and answers how many bytes are left.
    @_spi(Trials) public func collect() -> Int { unsafe Int(yl_collect(state)) }

    /// For trials: how many calls wait for an answer.
    @_spi(Trials) public var waitCount: Int { pending.count }

    /// Lets go of every closure: they may hold whatever holds the machine.
    func forget() {
        for wait in pending.values { wait.cancel?() }
        pending = [:]
        bodies = []
        resolve = nil
        onIdle = nil
        storage = nil
    }
}
