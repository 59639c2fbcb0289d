import ALMS
import Register
import Runs

/// The lines of a plan by building, apartment, door and person, with old and new ends.
struct PlanSteps {
    private struct Flat: Hashable {
        let buildingId: String
        let code: String
    }

    private let review: PlanReview
    private let zone: CivilTime
    private let places: [Flat: PlanPlace]

    init(_ plan: Plan, _ review: PlanReview, _ zone: CivilTime) {
        self.review = review
        self.zone = zone
        let places = plan.header.story?.places ?? []
        self.places = Dictionary(
            places.map { (Flat(buildingId: $0.buildingId, code: $0.code), $0) }
        ) { first, _ in first }
    }

    /// The lines, not escaped.
    var lines: [String] {
        var lines: [String] = []
        var building: String?
        var flat: Flat?
        let sorted = review.lines.enumerated().sorted { one, other in
            (key(one.element), one.offset) < (key(other.element), other.offset)
        }
        for (_, line) in sorted {
            let present = self.flat(line)
            if present?.buildingId ?? "" != building {
                building = present?.buildingId ?? ""
                lines.append(present.map(buildingWords) ?? "doors")
                flat = nil
            }
            if let present, present != flat {
                flat = present
                lines.append("  " + flatWords(present))
            }
            for change in line.changes {
                lines.append(
                    "    " + ReportText.line(change, zone) + ends(line, change) + mark(line)
                )
            }
        }
        return lines
    }

    private func flat(_ line: PlanReview.Line) -> Flat? {
        line.request.door.map { Flat(buildingId: $0.buildingId, code: $0.code) }
    }

    private func buildingWords(_ flat: Flat) -> String {
        let name = places[flat]?.buildingName ?? ""
        return "building \(flat.buildingId)" + (name.isEmpty ? "" : " \(name)")
    }

    private func flatWords(_ flat: Flat) -> String {
        guard let place = places[flat], !place.name.isEmpty else { return "apartment \(flat.code)" }
        let unit = place.unit.isEmpty ? "" : place.unit + " "
        return "\(unit)\(place.name) (\(flat.code))"
    }

    /// The end that comes with something new, and the one that goes with what is taken away.
    private func ends(_ line: PlanReview.Line, _ change: Change) -> String {
        switch change.kind {
        case .new: line.request.integer(.endTime).map { "  until \(time($0))" } ?? ""
        case .removed: line.held?.endTime.map { "  held until \(time($0))" } ?? ""
        default: ""
        }
    }

    private func time(_ seconds: Int64) -> String { (try? zone.format(seconds)) ?? "\(seconds)" }

    private func key(_ line: PlanReview.Line) -> String {
        (line.request.door?.parts ?? []).joined(separator: "\u{0}")
    }

    private func mark(_ line: PlanReview.Line) -> String {
        let vacates = line.vacates ? "  (unoccupied afterwards)" : ""
        let stale = line.stale.map { "  (stale: \($0.words(time)))" } ?? ""
        let forbidden = line.forbidden.map { "  (forbidden: \($0))" } ?? ""
        let locked = line.lockedOut.map { "  (locked out: \($0))" } ?? ""
        return vacates + locked + stale + forbidden
    }
}
