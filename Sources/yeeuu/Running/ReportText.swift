import ALMS
import Register
import RequestLog
import Runs
import YeeuuScript

/// A run's report in words for people.
enum ReportText {
    /// `~ 张伟 13912345678  B001/1001/甲  password •••••• → ••••••`; times are those of `zone`.
    static func line(_ change: Change, _ zone: CivilTime) -> String {
        var words = "\(sign(change.kind)) "
        if !change.authoredMobile.isEmpty {
            if !change.authoredName.isEmpty { words += change.authoredName + " " }
            words += "\(change.authoredMobile)  "
        }
        words += change.door.description
        var fields: [Change.Field] = []
        if case .changed(let changed) = change.kind { fields = changed }
        if let grant = change.grant, fields.first?.name != grant.rawValue {
            words += "  \(grant.rawValue)"
        }
        if !fields.isEmpty { words += "  " + fields.map { text($0, zone) }.joined(separator: ", ") }
        return Printable.line(words)
    }

    /// The changes person by person, each person's together, in the order of first appearance.
    static func byPerson(_ changes: [Change]) -> some Sequence<Change> {
        var persons: [String: Int] = [:]
        var places: [[Int32]] = []
        for (place, change) in changes.enumerated() {
            let person = persons[change.authoredMobile] ?? places.count
            if person == places.count {
                persons[change.authoredMobile] = person
                places.append([])
            }
            places[person].append(Int32(place))
        }
        return places.joined().lazy.map { changes[Int($0)] }
    }

    /// What a run was, in one line.
    static func summary(_ report: RunReport) -> String {
        let reach =
            "\(Counted.text(report.doors, "door")), "
            + Counted.text(report.people, "person", "people")
        if report.mode == .dryRun {
            let planned = Counted.text(report.planned, "change")
            return "dry run \(report.id)\(partial(report)): \(planned) planned "
                + "(\(tally(report.changes))), \(reach); nothing was sent"
        }
        var counts = OutcomeClass.allCases.compactMap { outcome -> String? in
            guard let count = report.counts[outcome], count > 0 else { return nil }
            return "\(count) \(outcome.words)"
        }
        if report.reads > 0 { counts.append(Counted.text(report.reads, "read")) }
        let done = counts.isEmpty ? "nothing was sent" : counts.joined(separator: ", ")
        let seconds = Double(report.ended - report.started) / 1e6
        return "run \(report.id)\(partial(report)): \(done); \(reach), "
            + Durations.text(seconds: seconds)
    }

    /// Says of a run that did not come to its end that its report is not of the whole.
    private static func partial(_ report: RunReport) -> String {
        let isAny = !report.counts.isEmpty || report.reads > 0 || report.planned > 0
        return report.isPartial && isAny ? ", partial" : ""
    }

    /// `210 changed, 3 new`.
    static func tally(_ changes: [Change]) -> String {
        var counts = [0, 0, 0, 0, 0]
        for change in changes {
            switch change.kind {
            case .new: counts[0] += 1
            case .changed: counts[1] += 1
            case .removed: counts[2] += 1
            case .unchanged: counts[3] += 1
            case .opened: counts[4] += 1
            }
        }
        let names = ["+ new", "~ changed", "- removed", "= unchanged", "! opened"]
        let parts = zip(counts, names).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }

    /// What went wrong or was not started: a line each; what reads alike stands there once.
    ///
    /// `most`: how many calls of those that were not started for one reason are named.
    static func failures(_ report: RunReport, most: Int = 20) -> [String] {
        var lines = counted(
            report.failures.map { line in
                [line.outcome.rawValue, subject(line), line.desc]
                    .filter { !$0.isEmpty }.joined(separator: ": ")
            }
        )
        for (why, calls) in Dictionary(grouping: report.notStarted, by: \.desc)
            .sorted(by: { $0.key < $1.key })
        {
            lines.append("not started: \(Counted.text(calls.count, "request")): \(why)")
            lines += calls.prefix(most).map { "  \(subject($0))" }
            if calls.count > most { lines.append("  and \(calls.count - most) more") }
        }
        return lines.map { Printable.line($0) }
    }

    /// The doors that were offline to the end, and what to do about them.
    static func waiting(_ report: RunReport) -> [String] {
        guard !report.waiting.isEmpty else { return [] }
        let doors = Set(report.waiting.compactMap(\.door)).count
        let count = Counted.text(doors, "door")
        var lines = ["waiting: \(count): offline; 'yeeuu retry' sends it again"]
        lines += report.waiting.prefix(50).map { "  \(subject($0)): \($0.desc)" }
        if report.waiting.count > 50 { lines.append("  and \(report.waiting.count - 50) more") }
        return lines.map { Printable.line($0) }
    }

    private static func counted(_ lines: [String]) -> [String] {
        var counts: [String: Int] = [:]
        var once: [String] = []
        for line in lines {
            if counts[line] == nil { once.append(line) }
            counts[line, default: 0] += 1
        }
        return once.map { line in
            let count = counts[line] ?? 1
            return count == 1 ? line : "\(line) (\(count) times)"
        }
    }

    /// The log's newest signed head, to be kept elsewhere.
    static func checkpoint(_ report: RunReport) -> String? {
        report.checkpoint.map { "checkpoint to keep: \($0.size) \($0.root.base64)" }
    }

    /// A number without `.0`.
    static func plain(_ number: Double) -> String {
        number == number.rounded() ? String(Int(number)) : String(number)
    }

    private static func subject(_ line: RunReport.Line) -> String {
        [
            line.operation?.rawValue ?? "", line.door?.description ?? "", line.authoredMobile,
            line.item,
        ]
        .filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func sign(_ kind: Change.Kind) -> String {
        switch kind {
        case .new: "+"
        case .changed: "~"
        case .removed: "-"
        case .unchanged: "="
        case .opened: "!"
        }
    }

    private static func text(_ field: Change.Field, _ zone: CivilTime) -> String {
        let old = value(field.old, of: field.name, zone)
        return
            "\(field.name) \(old.isEmpty ? "" : old + " ")→ \(value(field.new, of: field.name, zone))"
    }

    /// A field's text for people: Unix seconds as what the zone's clocks show.
    static func value(_ text: String, of name: String, _ zone: CivilTime) -> String {
        let times = [ParameterName.startTime.rawValue, ParameterName.endTime.rawValue]
        guard times.contains(name), let seconds = Int64(text) else { return text }
        return (try? zone.format(seconds)) ?? text
    }
}
