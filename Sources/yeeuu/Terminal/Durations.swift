/// Spans of time for people.
enum Durations {
    /// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
    static func text(seconds: Double) -> String {
        if seconds < 9.95 {
            let tenths = Int((max(seconds, 0) * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 {
            let rest = whole % 60
            return rest == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(rest) s"
        }
        let rest = whole % 3600 / 60
        return rest == 0 ? "\(whole / 3600) h" : "\(whole / 3600) h \(rest) min"
    }
}
