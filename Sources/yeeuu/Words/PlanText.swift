import ALMS
import Register
import Runs
import YeeuuScript

/// A plan in words for people: what it may do first, then building by building.
struct PlanText {
    let plan: Plan
    let review: PlanReview
    let zone: CivilTime

    /// The lines, escaped.
    var lines: [String] { (capabilities + steps).map { Printable.line($0) } }

    private var capabilities: [String] {
        let header = plan.header
        var lines = ["plan \(header.plan) of \(header.script) for \(header.target)"]
        for (name, count) in review.operations {
            lines.append("  may send \(name.rawValue): \(Counted.text(count, "request"))")
        }
        lines.append("  changes \(Counted.text(review.doors, "door"))")
        lines.append("  concerns \(Counted.text(review.people, "person", "people"))")
        let losing = review.losingLastWayIn
        if losing.isEmpty {
            lines.append("  nobody loses the last way in")
        } else {
            let people = Counted.text(losing.count, "person loses", "people lose")
            let names = losing.prefix(10).joined(separator: ", ") + (losing.count > 10 ? ", …" : "")
            lines.append("  \(people) the last way in: \(names)")
        }
        let stale = review.lines.count { $0.isStale }
        if stale > 0 { lines.append("  stale: \(Counted.text(stale, "line")), marked (stale)") }
        let forbidden = review.lines.count { $0.forbidden != nil }
        if forbidden > 0 {
            lines.append("  forbidden: \(Counted.text(forbidden, "line")), marked (forbidden)")
        }
        return lines
    }

    private var steps: [String] {
        var lines: [String] = []
        var building: String?
        let sorted = review.lines.enumerated().sorted { one, other in
            (key(one.element), one.offset) < (key(other.element), other.offset)
        }
        for (_, line) in sorted {
            let present = line.request.door?.buildingId ?? ""
            if present != building {
                lines.append(present.isEmpty ? "doors" : "building \(present)")
                building = present
            }
            for change in line.changes {
                lines.append("  " + ReportText.line(change, zone) + mark(line))
            }
        }
        return lines
    }

    private func key(_ line: PlanReview.Line) -> String {
        (line.request.door?.parts ?? []).joined(separator: "\u{0}")
    }

    private func mark(_ line: PlanReview.Line) -> String {
        (line.isStale ? "  (stale)" : "") + (line.forbidden.map { "  (forbidden: \($0))" } ?? "")
    }

    /// A line a step for programs, after one with the capabilities.
    var json: [JSON] {
        let header = JSON.object([
            .init("plan", .string(plan.header.plan)), .init("script", .string(plan.header.script)),
            .init("target", .string(plan.header.target)),
            .init(
                "operations",
                .object(
                    review.operations.map { .init($0.name.rawValue, .integer(Int64($0.count))) }
                )
            ),
            .init("doors", .integer(Int64(review.doors))),
            .init("people", .integer(Int64(review.people))),
            .init("losing_last_way_in", .array(review.losingLastWayIn.map { .string($0) })),
        ])
        return [header] + review.lines.map(Self.json)
    }

    private static func json(_ line: PlanReview.Line) -> JSON {
        let fields = line.request.fields.filter { !$0.name.parameter.isSecret }
        return .object([
            .init("step", .integer(Int64(line.step))),
            .init("op", .string(line.request.operation.rawValue)),
            .init("params", .object(fields.map { .init($0.name.rawValue, .string($0.text)) })),
            .init("stale", .boolean(line.isStale)),
            .init("forbidden", line.forbidden.map { .string($0) } ?? .null),
        ])
    }
}
