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
        let groups = grouped(doors)
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

    private static func grouped(_ doors: [(LogDoor, Int)]) -> [[LogValue]] {
        var groups: [[LogValue]] = [[]]
        var room = doorBytes
        for (door, seq) in doors {
            let value = LogValue.list((door.value.list ?? []) + [.integer(seq)])
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
