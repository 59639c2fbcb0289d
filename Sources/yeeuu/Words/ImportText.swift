import Register
import YeeuuScript

/// What an import tells.
struct ImportText {
    let console: Console
    let file: String
    let zone: CivilTime

    /// Warnings, a line each.
    func warn(_ warnings: [String]) {
        for warning in warnings { console.warn(Printable.line(warning)) }
    }

    /// `changed  doors.csv:7 B001/10010001: name 一号 → 1号`.
    func line(_ word: String, _ row: Int, _ what: String, _ differences: [ImportDifference]) {
        let details = differences.map { difference in
            let words = [difference.old, difference.new].map {
                ReportText.value($0, of: difference.field, zone)
            }
            return "\(difference.field) \(words[0]) → \(words[1])"
        }
        let tail = details.isEmpty ? "" : ": " + details.joined(separator: ", ")
        console.line(Printable.line("\(word)  \(file):\(row) \(what)\(tail)"))
    }

    /// `3 new, 2 changed`; counts of nothing are left out.
    func summary(_ counts: [(Int, String)], isDryRun: Bool) {
        let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let words = parts.isEmpty ? "no rows" : parts.joined(separator: ", ")
        console.words("\(file): \(words)" + (isDryRun ? "; nothing was changed" : ""))
    }
}
