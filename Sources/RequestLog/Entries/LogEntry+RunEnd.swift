extension LogEntry {
    /// Room for the doors of one `run-end`, well below an entry's 65,535 bytes.
    private static let doorBytes = 60_000

    /// A run's end: counts by class, and every door touched with the seq of its last intent.
    ///
    /// The doors are spread over as many entries as they need; `part` counts them from 1 and
    /// `parts` says how many there are.
    public static func runEnd(
        run: String,
        counts: [(LogClass, Int)],
        doors: [(LogDoor, Int)],
        fields: [LogField] = []
    ) -> [LogEntry] {
        let groups = grouped(
            doors.map { .list(($0.value.list ?? []) + [.integer($1)]) }
        )
        return groups.enumerated().map { index, group in
            LogEntry(
                kind: .runEnd,
                run: run,
                fields: [
                    .clear(
                        "counts",
                        .object(counts.map { .clear($0.0.rawValue, .integer($0.1)) })
                    ),
                    .clear("doors", .list(group)),
                    .clear("part", .integer(index + 1)),
                    .clear("parts", .integer(groups.count)),
                ] + (index == 0 ? fields : [])
            )
        }
    }

    /// Somebody was shown secrets: what command showed how many, and of which doors, in as many entries as
    /// these need.
    ///
    /// - `about`: seq of the entry whose value it was (`ref`).
    public static func reveal(
        _ command: String,
        run: String = "",
        count: Int,
        doors: [LogDoor],
        about: Int? = nil,
        fields: [LogField] = []
    ) -> [LogEntry] {
        let groups = grouped(doors.map(\.value))
        return groups.enumerated().map { index, group in
            let own: [LogField] = [
                .clear("count", .integer(count)), .clear("doors", .list(group)),
                .clear("part", .integer(index + 1)), .clear("parts", .integer(groups.count)),
                .clear("reveal", .text(command)),
            ]
            let text = "revealed by \(command): \(count) \(count == 1 ? "secret" : "secrets")"
            return .note(run: run, text: text, about: about, fields: own + fields)
        }
    }

    private static func grouped(_ values: [LogValue]) -> [[LogValue]] {
        var groups: [[LogValue]] = [[]]
        var room = doorBytes
        for value in values {
            let size = (try? value.json().count) ?? doorBytes
            if size + 1 > room, groups[groups.count - 1].isEmpty == false {
                groups.append([])
                room = doorBytes
            }
            groups[groups.count - 1].append(value)
            room -= size + 1
        }
        return groups
    }
}
