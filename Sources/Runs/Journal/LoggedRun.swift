import ALMS
import Register
import RequestLog

/// What the log tells of runs, for their rows in the register.
enum LoggedRun {
    /// What a `run-start` does; nil for a script's run of which an earlier part is settled.
    static func began(_ line: LogLine) -> LogStep? {
        guard let mode = line["mode"]?.text, let script = line["script"]?.text,
            let started = line["started"]?.integer
        else { return nil }
        let row = RunRow(
            id: line.run,
            mode: mode,
            state: "running",
            script: script,
            started: Int64(started)
        )
        if line["resumed"] != true { return .began(row) }
        return line["plan"] != nil ? .resumed(row) : nil
    }

    /// What the first entry of a `run-end` does.
    static func ended(_ line: LogLine) -> LogStep? {
        guard line["part"]?.integer == 1, let state = line["state"]?.text,
            let ended = line["ended"]?.integer
        else { return nil }
        var counts: [OutcomeClass: Int] = [:]
        for field in line["counts"]?.fields ?? [] {
            if let outcome = OutcomeClass(rawValue: field.name) {
                counts[outcome] = field.value.integer
            }
        }
        return .ended(id: line.run, state: state, at: Int64(ended), counts: counts)
    }
}
