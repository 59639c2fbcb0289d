import Register
import RequestLog
import Vault

/// Entries of the log as rows of a table.
enum LogText {
    static let headings = ["seq", "time", "kind", "run", "operation", "door", "what"]

    /// A row with the time in `zone`; what is committed or sealed is dots.
    static func row(_ line: LogLine, _ zone: CivilTime) -> [String] {
        let header = line.header
        let doors = line.doors
        let door = doors.first.map(name) ?? ""
        return [
            "\(line.index)", header.map { time($0, zone) } ?? "",
            header?.kind.rawValue ?? "?", line.run, line.operation ?? "",
            doors.count > 1 ? "\(door) and \(doors.count - 1) more" : door,
            what(line, header, zone),
        ]
    }

    private static func what(_ line: LogLine, _ header: LogHeader?, _ zone: CivilTime) -> String {
        switch header?.kind {
        case .intent: return intent(line, zone)
        case .outcome:
            let words = [
                header?.class?.rawValue, line["status"]?.integer.map { "HTTP \($0)" },
                line["text"]?.text, header?.ref.map { "of \($0)" },
            ]
            return words.compactMap { $0 }.joined(separator: " ")
        case .runStart:
            let words = [line["mode"]?.text, line["script"]?.text, line["operator"]?.text]
            return words.compactMap { $0 }.joined(separator: " ")
        case .runEnd, .planned: return counts(line)
        default: return line["text"]?.text ?? ""
        }
    }

    /// Which attempt, and the parameters that are not the door's or the request's own.
    private static func intent(_ line: LogLine, _ zone: CivilTime) -> String {
        var words = ["attempt \(line["attempt"]?.integer ?? 1)"]
        let fields = line.parameters.filter { !plain.contains($0.name) }
        for field in fields where field.value["$c"] == nil {
            words.append("\(field.name) \(text(field, zone))")
        }
        let hidden = fields.filter { $0.value["$c"] != nil }.map(\.name)
        if !hidden.isEmpty { words.append(hidden.joined(separator: " ") + " \(Secret.dots)") }
        return words.joined(separator: ", ")
    }

    private static let plain: Set<String> = [
        "buildingId", "code", "doorType", "door", "partnerId", "timestamp", "nonstr",
    ]

    private static func time(_ header: LogHeader, _ zone: CivilTime) -> String {
        let seconds = Int64(header.microseconds / 1_000_000)
        return (try? zone.format(seconds)) ?? "\(seconds)"
    }

    /// An open parameter; times of a grant as the zone's.
    private static func text(_ field: LogField, _ zone: CivilTime) -> String {
        let text = field.value.text ?? ""
        guard ["startTime", "endTime"].contains(field.name), let seconds = Int64(text) else {
            return text
        }
        return (try? zone.format(seconds, "%Y-%m-%d %H:%M")) ?? text
    }

    private static func counts(_ line: LogLine) -> String {
        (line["counts"]?.fields ?? [])
            .map { "\($0.name) \($0.value.integer ?? 0)" }
            .joined(separator: ", ")
    }

    /// A door as people name it.
    static func name(_ door: LogDoor) -> String {
        let parts = [door.buildingID, door.code] + (door.doorType == "1" ? [] : [door.door])
        return parts.joined(separator: "/")
    }
}
