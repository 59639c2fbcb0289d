import ALMS
import Runs

/// What `--json` prints: a version line, a line an event, a summary.
enum EventLines {
    /// The first line; a reader that does not know the number must not go on.
    static func version(_ run: Run) -> JSON {
        .object([
            .init("type", .string("version")), .init("version", .integer(1)),
            .init("yeeuu", .string(Version.text)), .init("run", .string(run.id)),
            .init("mode", .string(run.mode.rawValue)),
        ])
    }

    /// The line of an event; nil for what is told in words.
    static func line(_ event: RunEvent) -> JSON? {
        switch event {
        case .planned(let line, _):
            var members: [JSON.Member] = [
                .init("type", .string("planned")), .init("step", .integer(Int64(line.step))),
                .init("item", line.item.map { .integer(Int64($0)) } ?? .null),
            ]
            members += subject(line.request)
            members.append(.init("params", parameters(line.request)))
            return .object(members)
        case .sent(let call, let attempt, let seq):
            return .object(
                [.init("type", .string("sent"))] + subject(call.request) + [
                    .init("attempt", .integer(Int64(attempt))), .init("seq", .integer(Int64(seq))),
                ]
            )
        case .outcome(let call, let reply):
            return .object(
                [.init("type", .string("outcome"))] + subject(call.request) + [
                    .init("class", .string(reply.class.rawValue)),
                    .init("desc", .string(reply.desc)),
                    .init("status", reply.status.map { .integer(Int64($0)) } ?? .null),
                    .init("attempts", .integer(Int64(reply.attempts))),
                ]
            )
        case .item, .warning: return nil
        }
    }

    /// The last line.
    static func summary(_ report: RunReport) -> JSON {
        guard case .object(let members) = report.json else { return report.json }
        return .object([.init("type", .string("summary"))] + members)
    }

    private static func subject(_ request: Request) -> [JSON.Member] {
        let doors = request.door.map { [$0] } ?? request.apartments.map(\.key)
        return [
            .init("operation", .string(request.operation.rawValue)),
            request.door != nil
                ? .init("door", key(doors[0])) : .init("doors", .array(doors.map(key))),
            .init("authoredMobile", request[.authoredMobile].map { .string($0) } ?? .null),
        ]
    }

    private static func key(_ door: DoorKey) -> JSON { .array(door.parts.map { .string($0) }) }

    private static func parameters(_ request: Request) -> JSON {
        .object(
            request.fields.filter { !$0.name.parameter.isSecret }.map {
                .init($0.name.rawValue, .string($0.text))
            }
        )
    }
}
