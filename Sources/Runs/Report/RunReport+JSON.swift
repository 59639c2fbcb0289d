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
            .init("not_started", .array(notStarted.map(Self.json))),
            .init("stopped", stopped.map { .string($0.description) } ?? .null),
            .init("partial", .boolean(isPartial)),
            .init("error", failure.map { .string($0.message) } ?? .null),
            .init("checkpoint", checkpointJSON),
            .init("exit_code", .integer(Int64(exitCode.rawValue))),
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
        .object([
            .init("operation", line.operation.map { .string($0.rawValue) } ?? .null),
            .init("door", line.door.map { .array($0.parts.map { .string($0) }) } ?? .null),
            .init("authoredMobile", .string(line.authoredMobile)),
            .init("item", .string(line.item)),
            .init("outcome", .string(line.outcome.rawValue)), .init("desc", .string(line.desc)),
            .init("attempts", .integer(Int64(line.attempts))),
        ])
    }
}
