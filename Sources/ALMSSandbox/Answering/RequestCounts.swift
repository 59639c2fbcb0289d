import ALMS

/// How many requests came in, whatever became of them.
struct RequestCounts {
    private var byOperation: [OperationName: Int] = [:]
    private var opened: [DoorKey: Int] = [:]

    /// Counts one.
    mutating func add(_ incoming: Incoming) {
        byOperation[incoming.operation, default: 0] += 1
        if incoming.operation == .remoteAction, let door = incoming.door {
            opened[door, default: 0] += 1
        }
    }

    /// A line per operation in the document's order, then one per door that was asked to open.
    var listing: String {
        var lines: [JSON] = OperationName.allCases.map { name in
            .object([
                .init("operation", .string(name.rawValue)),
                .init("requests", .integer(Int64(byOperation[name] ?? 0))),
            ])
        }
        for (door, count) in opened.sorted(by: { $0.key < $1.key }) {
            lines.append(
                .object([
                    .init("operation", .string(OperationName.remoteAction.rawValue)),
                    .init("buildingId", .string(door.buildingId)),
                    .init("code", .string(door.code)),
                    .init("doorType", .string(door.doorType.wireText)),
                    .init("door", .string(door.door)), .init("requests", .integer(Int64(count))),
                ])
            )
        }
        return lines.map { $0.encoded + "\n" }.joined()
    }
}
