internal import CLuaSupport

/// One call of a host function: its arguments, and the place for its results.
///
/// It is only valid while the body runs, on the Lua thread. Positions count from 1; a method's
/// self is 1.
@safe
public struct LuaCall: ~Copyable {
    let thread: OpaquePointer
    let state: UnsafeMutablePointer<yl_state>
    /// Not retained: the host outlives every call, and counting would double an empty call's cost.
    private let owner: Unmanaged<LuaHost>

    init(_ thread: OpaquePointer, _ host: LuaHost) {
        unsafe self.init(thread, host.state, Unmanaged.passUnretained(host))
    }

    @inline(__always)
    init(
        _ thread: OpaquePointer,
        _ state: UnsafeMutablePointer<yl_state>,
        _ owner: Unmanaged<LuaHost>
    ) {
        unsafe self.thread = thread
        unsafe self.state = state
        unsafe self.owner = owner
    }

    /// How many arguments were given.
    public var count: Int { unsafe Int(lua_gettop(thread)) }

    /// The machine's host, for shapes and the like.
    public var host: LuaHost { unsafe owner.takeUnretainedValue() }

    /// The CPU limit counts from here; a waiting call does this by itself.
    public func restartClock() { unsafe yl_restart_clock(state) }

    /// Prints as the script's own `print` does, waiting for the reader where it has to.
    public func print(_ text: String) {
        host.environment.print(Array(text.utf8))
        awaitRoom()
    }

    /// Holds the script up while nobody reads what it printed, until the run is ended.
    ///
    /// Its other tasks are held up too; what is in flight, limits and interrupts are not.
    public func awaitRoom() {
        while unsafe state.pointee.kill == 0, !host.environment.hasRoom(0.05) {}
    }

    /// Whether this runs in a task that a prelude started, rather than in the main chunk.
    public func inTask() -> Bool { unsafe yl_in_task(state) != 0 }

    /// The script's line that called; frames of preludes are skipped.
    public func scriptPosition() -> (file: String, line: Int)? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { file in
            let line = unsafe yl_script_position(thread, file.baseAddress, file.count)
            guard line > 0, let text = file.baseAddress else { return nil }
            return unsafe (String(cString: text), Int(line))
        }
    }

    /// Raises a plain error: the calling script's line and this message.
    public func fail(_ message: String) -> LuaAnswer {
        unsafe state.pointee.out.used = 0
        push(message)
        return .fail
    }

    /// Raises a structured error value.
    public func fail(error: LuaFailure) -> LuaAnswer {
        unsafe state.pointee.out.used = 0
        push(error.message)
        push(.table(LuaTable(fields: error.fields)))
        push(error.positioned)
        return .failure
    }
}
