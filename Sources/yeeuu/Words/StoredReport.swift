import ALMS
import Register

/// A run's report as the register keeps it, in words.
enum StoredReport {
    /// A report line by line: `script  rotate.lua`, then what went wrong; times as in `zone`.
    static func lines(_ report: JSON, _ zone: CivilTime) -> [String] {
        guard case .object(let members) = report else { return [] }
        var lines: [String] = []
        for member in members {
            switch member.value {
            case .null: continue
            case .array(let items):
                if items.isEmpty { continue }
                lines.append("\(member.name):")
                lines += items.map { "  " + call($0) }
            case .object(let parts):
                let words = parts.map { "\(name(of: $0)) \(text($0.value))" }
                lines.append("\(member.name): " + words.joined(separator: ", "))
            case .integer(let seconds) where times.contains(member.name):
                lines.append("\(member.name): \((try? zone.format(seconds)) ?? "\(seconds)")")
            default: lines.append("\(member.name): \(text(member.value))")
            }
        }
        return lines
    }

    private static func name(of part: JSON.Member) -> String {
        OutcomeClass(rawValue: part.name)?.words ?? part.name
    }

    private static let times: Set = ["started", "ended"]

    private static func call(_ item: JSON) -> String {
        let door = item["door"]?.items?.map(text).filter { !$0.isEmpty }.joined(separator: "/")
        return [
            item["outcome"].map(text), item["operation"].map(text), door,
            item["authoredMobile"].map(text), item["desc"].map(text),
        ]
        .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    private static func text(_ value: JSON) -> String { value.text ?? value.encoded }
}
