internal import CLuaSupport

/// The Lua thread's loop: takes messages, runs jobs one after another, ends.
final class LuaThread {
    typealias Started = @Sendable (Result<LuaMailbox, any Error>) -> Void

    let host: LuaHost
    let limits: LuaLimits
    private var jobs: [LuaJob] = []
    private var closers: [@Sendable () -> Void] = []
    private(set) var closing = false

    init(_ host: LuaHost, _ limits: LuaLimits) {
        self.host = host
        self.limits = limits
    }

    /// What the new thread needs to begin.
    @safe
    private final class Beginning {
        let limits: LuaLimits
        let environment: LuaEnvironment
        let setup: @Sendable (LuaHost) throws -> Void
        let started: Started
        let mailbox: LuaMailbox
        let state: UnsafeMutablePointer<yl_state>

        init(
            _ limits: LuaLimits,
            _ environment: LuaEnvironment,
            _ setup: @escaping @Sendable (LuaHost) throws -> Void,
            _ state: UnsafeMutablePointer<yl_state>,
            _ started: @escaping Started
        ) {
            self.limits = limits
            self.environment = environment
            self.setup = setup
            self.started = started
            unsafe self.state = state
            self.mailbox = unsafe LuaMailbox(state)
        }
    }

    static func start(
        _ limits: LuaLimits,
        _ environment: LuaEnvironment,
        _ setup: @escaping @Sendable (LuaHost) throws -> Void,
        _ started: @escaping Started
    ) {
        guard let state = unsafe yl_new() else {
            return started(.failure(LuaError(.memory, "not enough memory for a Lua state")))
        }
        let beginning = unsafe Beginning(limits, environment, setup, state, started)
        let baggage = unsafe Unmanaged.passRetained(beginning)
        let status = unsafe yl_thread_start(
            state,
            { baggage in
                guard let baggage = unsafe baggage else { return nil }
                LuaThread.main(
                    unsafe Unmanaged<Beginning>.fromOpaque(baggage).takeRetainedValue()
                )
                return nil
            },
            baggage.toOpaque()
        )
        if status == 0 { return }
        unsafe baggage.release()
        started(.failure(LuaError(.memory, "the Lua thread could not be started")))
    }

    private static func main(_ beginning: Beginning) {
        let host = unsafe LuaHost(beginning.state, beginning.mailbox, beginning.environment)
        let thread = LuaThread(host, beginning.limits)
        unsafe yl_thread_enter(host.state)
        thread.connect()
        do {
            try thread.open(beginning.setup)
            beginning.started(.success(beginning.mailbox))
            thread.serve()
        } catch {
            beginning.started(.failure(error))
        }
        thread.end()
    }

    private func open(_ setup: (LuaHost) throws -> Void) throws {
        guard unsafe yl_open(host.state) == 0 else {
            throw LuaError(.memory, "not enough memory for the Lua sandbox")
        }
        unsafe host.state.pointee.limit = limits.memoryBytes
        unsafe host.state.pointee.cpu_limit = limits.cpuSeconds
        unsafe host.state.pointee.wall_limit = limits.wallSeconds ?? 0
        try host.openSystem()
        try setup(host)
    }

    private func serve() {
        while !closing {
            while !closing, !jobs.isEmpty { execute(jobs.removeFirst()) }
            if !closing { handleMessages() }
        }
    }

    /// Handles what has been posted, sleeping until there is something.
    func handleMessages() {
        var messages = host.mailbox.take()
        if messages.isEmpty {
            if !host.pending.isEmpty { host.onIdle?(host.pending.count) }
            host.mailbox.sleep()
            messages = host.mailbox.take()
        }
        for message in messages { handle(message) }
    }

    private func handle(_ message: LuaMessage) {
        switch message {
        case .job(let job): jobs.append(job)
        case .perform(let body): body(host)
        case .answer(let token): unsafe yl_deliver(host.state, token)
        case .close(let done):
            closers.append(done)
            closing = true
            host.mailbox.interrupt()
        }
    }

    private func end() {
        for message in host.mailbox.shut() { handle(message) }
        for job in jobs { job.done(.failure(.closed)) }
        unsafe yl_thread_leave(host.state)
        unsafe yl_close(host.state)
        host.forget()
        for closer in closers { closer() }
    }
}
