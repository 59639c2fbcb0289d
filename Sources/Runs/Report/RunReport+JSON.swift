public import ALMS
import RequestLog

extension RunReport {
    /// The report as one JSON object, as the register keeps it; no secret is in it.
    public var json: JSON {
        .object([
            .init("run", .string(id)), .init("mode", .string(mode.rawValue)),
            .init("script", .string(script)), .init("started", .integer(started / 1_000_000)),
            .init("ended", .integer(ended / 1_000_000)),
            .init("planned", .integer(Int64(planned))), .init("reads", .integer(Int64(reads))),
            .init("doors", .integer(Int64(doors))), .init("people", .integer(Int64(people))),
            .init("counts", countsJSON), .init("failures", .array(failures.map(Self.json))),
            .init("waiting", .array(waiting.map(Self.json))),
            .init("not_started", .array(notStarted.map(Self.json))),
            .init("stopped", stopped.map { .string($0.description) } ?? .null),
            .init("partial", .boolean(isPartial)),
            .init("error", failure.map { .string($0.message) } ?? .null),
            .init("checkpoint", checkpointJSON),
            .init("exit_code", .integer(Int64(exitCode.rawValue))),
            .init("unapproved", unapproved.map { .integer(Int64($0)) } ?? .null),
        ])
    }

    private var countsJSON: JSON {
        .object(
            OutcomeClass.allCases.map {
                .init($0.rawValue, .integer(Int64(counts[$0, default: 0])))
            }
        )
    }

    private var checkpointJSON: JSON {
        guard let checkpoint else { return .null }
        return .object([
            .init("size", .integer(Int64(checkpoint.size))),
            .init("root", .string(checkpoint.root.base64)),
        ])
    }

    private static func json(_ line: Line) -> JSON {
        var members: [JSON.Member] = [
            .init("operation", line.operation.map { .string($0.rawValue) } ?? .null),
            .init("door", line.door.map { .array($0.parts.map { .string($0) }) } ?? .null),
            .init("authoredMobile", .string(line.authoredMobile)),
            .init("item", .string(line.item)),
            .init("outcome", .string(line.outcome.rawValue)), .init("desc", .string(line.desc)),
            .init("attempts", .integer(Int64(line.attempts))),
        ]
        if !line.authoredName.isEmpty {
            members.append(.init("authoredName", .string(line.authoredName)))
        }
        if !line.about.isEmpty {
            members.append(.init("about", .array(line.about.map { .object($0.members) })))
        }
        return .object(members)
    }
}

extension RunReport.Subject {
    fileprivate var members: [JSON.Member] {
        [
            .init("door", .array(door.parts.map { .string($0) })),
            .init("authoredMobile", .string(authoredMobile)),
            .init("authoredName", .string(authoredName)),
        ]
    }

    init?(_ json: JSON) {
        guard let parts = json["door"]?.items?.compactMap(\.text), parts.count == 4,
            let type = DoorType(wireText: parts[2]),
            let mobile = json["authoredMobile"]?.text, !mobile.isEmpty
        else { return nil }
        self.init(
            door: DoorKey(buildingId: parts[0], code: parts[1], doorType: type, door: parts[3]),
            authoredMobile: mobile,
            authoredName: json["authoredName"]?.text ?? ""
        )
    }
}

extension RunReport {
    /// Somebody of whom a stored report says that a write did not end well, or was not begun.
    public struct Left: Sendable {
        /// Whom it was for.
        public let subject: Subject
        /// What became of it.
        public let outcome: OutcomeClass
        /// Why.
        public let desc: String
    }

    /// Everybody of whom the report `json` says so, each as often as it does, in its order.
    public static func left(in json: JSON) -> [Left] {
        let lines = (json["failures"]?.items ?? []) + (json["not_started"]?.items ?? [])
        return lines.flatMap { line -> [Left] in
            let operation = line["operation"]?.text.flatMap { OperationName(rawValue: $0) }
            if let operation, ChangeMaker.grantKind(operation) == nil { return [] }
            let outcome = line["outcome"]?.text.flatMap { OutcomeClass(rawValue: $0) } ?? .skipped
            let about = line["about"]?.items?.compactMap { Subject($0) } ?? []
            return (about + [Subject(line)].compactMap { $0 }).map {
                Left(subject: $0, outcome: outcome, desc: line["desc"]?.text ?? "")
            }
        }
    }
}
