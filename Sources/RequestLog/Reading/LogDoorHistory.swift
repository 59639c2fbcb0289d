/// Everything that was asked of one door, and whether that is provably all.
public struct LogDoorHistory: Sendable {
    /// The door's intents, their outcomes and the notes that name them, in order.
    public let lines: [LogLine]
    /// Whether an unbroken chain leads from the newest `run-end` that names the door to −1, with
    /// no intent of the door after it.
    public let isComplete: Bool
    /// Why it is not complete.
    public let reason: String?
}

extension LogReader {
    /// A door's history, with the chain of `dprev` followed from the newest `run-end` back.
    ///
    /// Throws `damaged` when an entry below the newest checkpoint's size is broken or missing: the
    /// chain of a log that was cut back would look whole.
    public func history(of door: LogDoor) throws -> LogDoorHistory {
        var lines: [LogLine] = []
        var previous: [Int: Int] = [:]
        var newest: Int?
        try read(isWhole: true) { line in
            guard let header = line.header else { return true }
            switch header.kind {
            case .intent:
                guard let place = line.doors.firstIndex(of: door) else { return true }
                let chain = line.previous
                previous[line.index] =
                    chain.indices.contains(place) ? chain[place] : LogReader.unchained
                lines.append(line)
            case .outcome, .note:
                if let ref = header.ref, previous[ref] != nil { lines.append(line) }
            case .runEnd: newest = LogReader.last(of: door, in: line) ?? newest
            default: break
            }
            return true
        }
        let reason = LogReader.gap(from: newest, previous)
        return LogDoorHistory(lines: lines, isComplete: reason == nil, reason: reason)
    }

    /// Stands for the `dprev` of an intent that has none.
    private static var unchained: Int { -2 }

    /// The seq that a `run-end` names for a door.
    private static func last(of door: LogDoor, in line: LogLine) -> Int? {
        for item in line["doors"]?.list ?? [] {
            guard let parts = item.list, parts.count == 5, let seq = parts[4].integer,
                LogDoor(.list(Array(parts.prefix(4)))) == door
            else { continue }
            return seq
        }
        return nil
    }

    private static func gap(from newest: Int?, _ previous: [Int: Int]) -> String? {
        guard let newest else {
            return previous.isEmpty ? nil : "no run that ended names this door"
        }
        var rest = previous
        var seq = newest
        while seq != -1 {
            guard let before = rest.removeValue(forKey: seq) else {
                return "entry \(seq) is named as an intent of this door and is not one"
            }
            seq = before
        }
        return rest.keys.min().map { "entry \($0) is not in the chain from entry \(newest)" }
    }
}
