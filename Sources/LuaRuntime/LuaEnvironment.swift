public import Glibc

/// What the sandbox asks the outside for.
public struct LuaEnvironment: Sendable {
    let print: @Sendable ([UInt8]) -> Void
    let hasRoom: @Sendable (Double) -> Bool
    let warn: @Sendable (String) -> Void
    let calendar: LuaCalendar
    let now: @Sendable () -> Int64

    /// What a machine calls, always on the Lua thread.
    ///
    /// `print` gets one call a line, with its newline, and does not wait. `hasRoom` then waits so
    /// many seconds at most for its reader, and is asked until it says yes or the run is ended.
    /// `warn` gets what a script's author should know; `now` is seconds since 1970.
    public init(
        print: @escaping @Sendable ([UInt8]) -> Void,
        hasRoom: @escaping @Sendable (_ seconds: Double) -> Bool = { _ in true },
        warn: @escaping @Sendable (String) -> Void = { _ in },
        calendar: LuaCalendar = .utc,
        now: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }
    ) {
        self.print = print
        self.hasRoom = hasRoom
        self.warn = warn
        self.calendar = calendar
        self.now = now
    }
}
