import RequestLog

/// Entries of the log as rows of a table.
enum LogText {
    static let headings = ["seq", "time", "kind", "run", "operation", "door", "what"]

    /// A row; what is committed or sealed is not shown.
    static func row(_ line: LogLine) -> [String] {
        let header = line.header
        let doors = line.doors
        let door = doors.first.map(name) ?? ""
        return [
            "\(line.index)", line.time.map { String($0.prefix(19)) } ?? "",
            header?.kind.rawValue ?? "?", line.run, line.operation ?? "",
            doors.count > 1 ? "\(door) and \(doors.count - 1) more" : door, what(line, header),
        ]
    }

    private static func what(_ line: LogLine, _ header: LogHeader?) -> String {
        switch header?.kind {
        case .intent: return "attempt \(line["attempt"]?.integer ?? 1)"
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

    private static func counts(_ line: LogLine) -> String {
        (line["counts"]?.fields ?? [])
            .map { "\($0.name) \($0.value.integer ?? 0)" }
            .joined(separator: ", ")
    }

    private static func name(_ door: LogDoor) -> String {
        let parts = [door.buildingID, door.code] + (door.doorType == "1" ? [] : [door.door])
        return parts.joined(separator: "/")
    }
}
