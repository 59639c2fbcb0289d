import ALMS
import Register
import Synchronization

/// What a plan tells whoever has to approve it.
extension Run {
    func story(_ reason: String, _ undone: String?) throws -> PlanHeader.Story {
        let (doors, changes) = state.withLock { ($0.bounds.doors, $0.changes) }
        return PlanHeader.Story(
            title: undone.map { "undo of run \($0)" } ?? title,
            reason: reason,
            author: setup.operatorName,
            arguments: arguments(doors),
            began: started / 1_000_000,
            places: try places(doors),
            losing: try losers(changes),
            undoes: undone
        )
    }

    /// The first line of the script when it is a comment, else the script's name.
    private var title: String {
        let first = String(decoding: setup.source.prefix { $0 != 10 }, as: UTF8.self)
        let words = first.drop { $0 == "-" || $0.isWhitespace || $0 == "\u{FEFF}" }
        guard first.contains("--"), words.endIndex > words.startIndex,
            first.distance(from: first.startIndex, to: words.startIndex) >= 2
        else { return setup.script }
        return String(words.prefix(200)).filter { !$0.isNewline }
    }

    /// The arguments; what may be a password is dots, since the plan can be read by anybody.
    private func arguments(_ doors: Set<DoorKey>) -> [PlanHeader.Argument] {
        var known: Set<String> = []
        for door in doors { known.formUnion([door.buildingId, door.code]) }
        return setup.arguments.map { name, value in
            let isHidden = !known.contains(value) && Self.mayBeSecret(name, value)
            return PlanHeader.Argument(name: name, value: isHidden ? "••••••" : value)
        }
    }

    private static func mayBeSecret(_ name: String, _ value: String) -> Bool {
        let names = ["pass", "pin", "secret", "token", "密码"]
        if names.contains(where: { name.lowercased().contains($0) }) { return true }
        return value.split(whereSeparator: { !("0"..."9").contains($0) })
            .contains { PasswordRule.lengths.contains($0.count) }
    }

    private func places(_ doors: Set<DoorKey>) throws -> [PlanPlace] {
        var places: [String: PlanPlace] = [:]
        for door in doors.sorted() {
            let flat = "\(door.buildingId)\u{1F}\(door.code)"
            guard places[flat] == nil, let row = try view.door(door) else { continue }
            places[flat] = PlanPlace(row)
        }
        return places.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Who holds nothing any more, as this run's view shows it.
    private func losers(_ changes: [Change]) throws -> [String] {
        var removed: [String: String] = [:]
        for change in changes where change.kind == .removed {
            removed[change.authoredMobile] = change.authoredName
        }
        return try removed.sorted { $0.key < $1.key }.filter { mobile, _ in
            try view.holdsNothing(mobile)
        }.map { mobile, name in name.isEmpty ? mobile : "\(name) \(mobile)" }
    }
}
