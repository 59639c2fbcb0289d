internal import CLuaSupport

/// One job from its text to its result.
extension LuaThread {
    func execute(_ job: LuaJob) { job.done(run(job)) }

    private func run(_ job: LuaJob) -> Result<[LuaValue], LuaError> {
        defer { unsafe lua_settop(host.state.pointee.L, 0) }
        unsafe yl_arm_clocks(host.state)
        defer { unsafe yl_disarm_clocks(host.state) }
        guard job.ticket.begin() else { return .failure(LuaError(.interrupted, "interrupted")) }
        defer { job.ticket.end() }
        unsafe host.state.pointee.enforced = 1
        defer { unsafe host.state.pointee.enforced = 0 }
        if let error = compile(job) { return .failure(error) }
        if case .evaluate = job.purpose { unsafe host.state.pointee.evaluating = 1 }
        defer { unsafe host.state.pointee.evaluating = 0 }
        if case .check = job.purpose { return .success([]) }
        write(job.arguments)
        var over = unsafe yl_start(host.state) != 0
        while !over {
            handleMessages()
            over = unsafe yl_run(host.state) != 0
        }
        return result(unsafe yl_finish(host.state), job)
    }

    private func write(_ arguments: [LuaValue]) {
        unsafe host.state.pointee.out.used = 0
        unsafe host.state.pointee.out.failed = 0
        let call = unsafe LuaCall(host.state.pointee.L, host)
        for argument in arguments { call.push(argument) }
    }

    /// What the run left on the main stack: true and results, or false, error and traceback.
    private func result(_ count: Int32, _ job: LuaJob) -> Result<[LuaValue], LuaError> {
        guard count > 0, let main = unsafe host.state.pointee.L else {
            return .failure(ended())
        }
        if unsafe lua_toboolean(main, 1) == 0 { return .failure(unsafe raised(main)) }
        let call = unsafe LuaCall(main, host)
        var results: [LuaValue] = []
        for place in 1..<max(Int(count), 1) { results.append(call.lenientValue(place + 1)) }
        if case .evaluate(let first?) = job.purpose {
            unsafe _ = yl_number_results(host.state, Int32(clamping: first))
        }
        return .success(results)
    }

    private func raised(_ main: OpaquePointer) -> LuaError {
        let call = unsafe LuaCall(main, host)
        let value = call.lenientValue(2)
        let trace = (call.string(3) ?? "").split(separator: "\n").map(String.init)
        let structured = unsafe yl_is_error(main, host.state, 2) != 0
        unsafe lua_settop(main, 2)
        let described = unsafe yl_describe(host.state)
        if unsafe host.state.pointee.kill != 0 { return ended() }
        var text = described != 0 ? call.text(3) : "(no description)"
        if case .table(let table) = value, text.hasPrefix("(error value is a "),
            let message = table["message"]?.text
        {
            text = message
        }
        return LuaError(structured ? .structured : .runtime, text, value: value, traceback: trace)
    }

    /// A run that a limit or somebody ended.
    private func ended() -> LuaError {
        let kill = unsafe Int(host.state.pointee.kill)
        let place = unsafe host.fixedText(&host.state.pointee.where.0)
        let prefix = place.isEmpty ? "" : place + ": "
        switch kill {
        case YL_CPU:
            let seconds = Self.words(limits.cpuSeconds)
            return LuaError(.cpu, prefix + "more than \(seconds) s of computing without a call")
        case YL_WALL:
            let seconds = Self.words(limits.wallSeconds ?? 0)
            return LuaError(.wall, prefix + "the run took more than \(seconds) s")
        case YL_INTERRUPTED: return LuaError(.interrupted, prefix + "interrupted")
        default:
            let size = limits.memoryBytes >> 20
            return LuaError(.memory, prefix + "more than \(size) MiB of memory")
        }
    }

    private static func words(_ seconds: Double) -> String {
        seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
    }

    /// Leaves the chunk's function on the main stack, or says what is wrong.
    private func compile(_ job: LuaJob) -> LuaError? {
        guard case .evaluate = job.purpose else { return compile(job.source, job.name) }
        // Not a tail call: its frame belongs into the traceback.
        let expression = Array("local __open <close> = nil; return ".utf8) + job.source
        if compile(expression, job.name) == nil { return nil }
        if compile(job.source + Array("\n__keep_locals()".utf8), job.name) == nil { return nil }
        return compile(job.source, job.name)
    }

    private func compile(_ source: [UInt8], _ name: String) -> LuaError? {
        guard let main = unsafe host.state.pointee.L else { return .closed }
        unsafe lua_settop(main, 0)
        let status = unsafe source.withUnsafeBytes { bytes in
            unsafe name.withCString { name in
                unsafe yl_compile(
                    host.state,
                    bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                    bytes.count,
                    name
                )
            }
        }
        if status == LUA_OK { return nil }
        if unsafe host.state.pointee.kill != 0 { return ended() }
        let message = unsafe LuaCall(main, host).text(1)
        return LuaError(message.hasSuffix("<eof>") ? .incomplete : .syntax, message)
    }
}

extension LuaCall {
    /// A string with invalid bytes replaced.
    func text(_ i: Int) -> String { String(decoding: bytes(i) ?? [], as: UTF8.self) }
}

extension LuaHost {
    func fixedText(_ text: UnsafePointer<CChar>) -> String { unsafe String(cString: text) }
}
