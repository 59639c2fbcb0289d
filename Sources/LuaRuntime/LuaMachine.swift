internal import CLuaSupport

/// A sandboxed Lua of its own, on a thread of its own.
///
/// Safe to use from anywhere; what scripts call is declared in `start`, and lives on that thread.
public final class LuaMachine: Sendable {
    private let mailbox: LuaMailbox

    private init(_ mailbox: LuaMailbox) { self.mailbox = mailbox }

    deinit { mailbox.post(.close {}) }

    /// Starts the thread, opens the sandbox and runs `setup` there; throws what that throws.
    public static func start(
        limits: LuaLimits = .init(),
        environment: LuaEnvironment,
        setup: @escaping @Sendable (LuaHost) throws -> Void
    ) async throws -> LuaMachine {
        let mailbox = try await withCheckedThrowingContinuation { continuation in
            LuaThread.start(limits, environment, setup) { continuation.resume(with: $0) }
        }
        return LuaMachine(mailbox)
    }

    /// Runs a chunk to its end, waits included.
    ///
    /// The name is Lua's: `@rotate.lua`. A second run waits for the first; cancelling the Swift
    /// task interrupts.
    public func run(
        _ source: [UInt8],
        name: String,
        arguments: [LuaValue] = []
    ) async throws -> [LuaValue] {
        try await submit(source, name, .run, arguments)
    }

    /// Evaluates a line: first as an expression, then as a chunk whose top-level locals stay.
    ///
    /// `.incomplete` asks for another line; `numbering` keeps the results as globals `_1`, `_2`.
    public func evaluate(
        _ text: String,
        name: String = "=repl",
        numbering: Int? = nil
    ) async throws -> [LuaValue] {
        try await submit([UInt8](text.utf8), name, .evaluate(numbering: numbering), [])
    }

    /// What is wrong with a chunk's syntax; nil: nothing.
    public func check(_ source: [UInt8], name: String) async -> LuaError? {
        guard case .failure(let error) = await outcome(source, name, .check, []) else { return nil }
        return error
    }

    /// Ends the present run, whatever it does; without one nothing happens.
    public func interrupt() { mailbox.interrupt() }

    /// Runs a closure on the Lua thread: between runs, or while a run waits.
    public func perform<T: Sendable>(
        _ body: @escaping @Sendable (LuaHost) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let posted = mailbox.post(
                .perform { host in continuation.resume(with: Result { try body(host) }) }
            )
            if !posted { continuation.resume(throwing: LuaError.closed) }
        }
    }

    /// Ends the run if there is one and frees everything.
    public func close() async {
        mailbox.interrupt()
        await withCheckedContinuation { continuation in
            if !mailbox.post(.close { continuation.resume() }) { continuation.resume() }
        }
    }

    /// The size of the Lua heap, in bytes.
    public var memoryUsed: Int {
        get async { (try? await perform { unsafe Int($0.state.pointee.used) }) ?? 0 }
    }

    private func submit(
        _ source: [UInt8],
        _ name: String,
        _ purpose: LuaJob.Purpose,
        _ arguments: [LuaValue]
    ) async throws -> [LuaValue] {
        try await outcome(source, name, purpose, arguments).get()
    }

    private func outcome(
        _ source: [UInt8],
        _ name: String,
        _ purpose: LuaJob.Purpose,
        _ arguments: [LuaValue]
    ) async -> Result<[LuaValue], LuaError> {
        let mailbox = self.mailbox
        let ticket = LuaTicket()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let job = LuaJob(
                    source: source,
                    name: name,
                    purpose: purpose,
                    arguments: arguments,
                    ticket: ticket,
                    done: { continuation.resume(returning: $0) }
                )
                if !mailbox.post(.job(job)) {
                    continuation.resume(returning: Result.failure(LuaError.closed))
                }
            }
        } onCancel: {
            ticket.cancel(mailbox)
        }
    }
}

extension LuaError {
    static let closed = LuaError(.interrupted, "the Lua machine is closed")
}
