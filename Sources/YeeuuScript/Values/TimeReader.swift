import ALMS
import LuaRuntime
import Register

/// Reads a time wherever one is due: Unix seconds, or a text as `yeeuu.time` takes it.
struct TimeReader {
    let zone: CivilTime
    /// What `today` is the day of, Unix seconds.
    let now: Int64

    /// A bare date is the end of its day where the name says that it ends something.
    private static let ends: Set = ["endTime", "to", "end", "until"]

    /// The Unix seconds that `text` means as `name`.
    func seconds(_ text: String, _ name: String) throws(CivilTimeError) -> Int64 {
        try zone.parse(text, bound: Self.ends.contains(name) ? .end : .start, now: now)
    }

    /// The value with a text made into seconds; one that is no text stays as it is.
    func value(_ value: LuaValue, _ name: String) throws(CivilTimeError) -> LuaValue {
        guard case .string(let text) = value else { return value }
        return .integer(try seconds(text, name))
    }
}

extension ScriptState {
    /// Times of this run.
    var times: TimeReader { TimeReader(zone: options.zone, now: view.now) }
}
