import ALMS
import Register
import Runs
import YeeuuScript

/// A plan in words for people: what it is for and what it may do first, then building by building,
/// apartment by apartment.
struct PlanText {
    let plan: Plan
    let review: PlanReview
    let zone: CivilTime

    /// The lines, escaped.
    var lines: [String] { capabilities + PlanSteps(plan, review, zone).lines.map(Printable.line) }

    /// What it is for and what it may do, escaped.
    var capabilities: [String] { (story + abilities).map { Printable.line($0) } }

    private var story: [String] {
        let header = plan.header
        var lines = ["plan \(header.plan) of \(header.script) for \(header.target)"]
        guard let story = header.story else {
            return lines + ["  made: \(time(header.created))"]
        }
        if story.title != header.script { lines.append("  title: \(story.title)") }
        lines.append("  reason: \(story.reason.isEmpty ? "none given" : story.reason)")
        lines.append("  operator: \(story.author)")
        lines.append("  made: \(time(header.created))")
        if !story.arguments.isEmpty {
            let arguments = story.arguments.map { "\($0.name)=\($0.value)" }
            lines.append("  arguments: \(arguments.joined(separator: " "))")
        }
        return lines
    }

    private var abilities: [String] {
        var lines: [String] = []
        for (name, count) in review.operations {
            lines.append("  may send \(name.rawValue): \(Counted.text(count, "request"))")
        }
        lines.append("  changes \(Counted.text(review.doors, "door"))")
        let people = Counted.text(review.people, "person", "people")
        lines.append(
            "  concerns \(people)" + (review.people > 0 ? ": " + named(review.persons) : "")
        )
        let losing = review.losingLastWayIn
        if losing.isEmpty {
            lines.append("  nobody loses the last way in")
        } else {
            let people = Counted.text(losing.count, "person loses", "people lose")
            lines.append("  \(people) the last way in: \(named(losing))")
        }
        let vacated = Set(review.lines.filter(\.vacates).compactMap(\.request.door)).count
        if vacated > 0 {
            lines.append(
                "  leaves \(Counted.text(vacated, "door")) unoccupied, if nobody else is there"
            )
        }
        let locked = Set(review.lines.filter { $0.lockedOut != nil }.compactMap(\.request.door))
        if !locked.isEmpty {
            let doors = Counted.text(locked.count, "occupied door")
            lines.append("  may leave \(doors) without a way in, which needs an approval")
        }
        let stale = review.lines.count { $0.isStale }
        if stale > 0 { lines.append("  stale: \(Counted.text(stale, "line")), marked (stale)") }
        let forbidden = review.lines.count { $0.forbidden != nil }
        if forbidden > 0 {
            lines.append("  forbidden: \(Counted.text(forbidden, "line")), marked (forbidden)")
        }
        return lines
    }

    private func named(_ people: [String]) -> String {
        people.prefix(10).joined(separator: ", ") + (people.count > 10 ? ", …" : "")
    }

    private func time(_ seconds: Int64) -> String { (try? zone.format(seconds)) ?? "\(seconds)" }

    /// A line a step for programs, after one with the capabilities.
    var json: [JSON] {
        let header = JSON.object(
            [
                .init("plan", .string(plan.header.plan)),
                .init("script", .string(plan.header.script)),
                .init("target", .string(plan.header.target)),
                .init("created", .integer(plan.header.created)),
            ] + storyJSON + [
                .init(
                    "operations",
                    .object(
                        review.operations.map { .init($0.name.rawValue, .integer(Int64($0.count))) }
                    )
                ),
                .init("doors", .integer(Int64(review.doors))),
                .init("people", .integer(Int64(review.people))),
                .init("losing_last_way_in", .array(review.losingLastWayIn.map { .string($0) })),
            ]
        )
        return [header] + review.lines.map { json($0) }
    }

    private var storyJSON: [JSON.Member] {
        guard let story = plan.header.story else { return [] }
        let arguments = story.arguments.map { JSON.Member($0.name, .string($0.value)) }
        return [
            .init("title", .string(story.title)), .init("reason", .string(story.reason)),
            .init("author", .string(story.author)), .init("arguments", .object(arguments)),
        ]
    }

    private func json(_ line: PlanReview.Line) -> JSON {
        let fields = line.request.fields.filter { !$0.name.parameter.isSecret }
        let stale = line.stale?.words { time($0) }
        return .object(
            [
                .init("step", .integer(Int64(line.step))),
                .init("op", .string(line.request.operation.rawValue)),
                .init("params", .object(fields.map { .init($0.name.rawValue, .string($0.text)) })),
                .init("stale", .boolean(line.isStale)),
                .init("forbidden", line.forbidden.map { .string($0) } ?? .null),
            ] + (line.lockedOut.map { [.init("locked_out", .string($0))] } ?? [])
                + (line.vacates ? [.init("vacate", .boolean(true))] : [])
                + (stale.map { [.init("why_stale", .string($0))] } ?? [])
        )
    }
}
