import Register

/// Who gets in at one door, as far as the register knows.
struct WaysIn {
    /// Seconds within which a grant has to begin to count: who moves in tomorrow has a way in.
    static let turnoverGap: Int64 = 72 * 3600

    /// Grants that count: confirmed by the service or somebody's word, and not being removed.
    let sure: [GrantRow]
    /// Those, and the ones of which nobody knows whether they are there.
    let possible: [GrantRow]

    /// - Parameters:
    ///   - rows: what is held at the door.
    ///   - now: Unix seconds.
    init(_ rows: [GrantRow], at now: Int64) {
        possible = rows.filter { Self.holds($0, at: now) }
        sure = possible.filter { $0.confidence == .confirmed || $0.confidence == .imported }
    }

    /// Whether a door with these ways in would be left without one by what leaves `rest`.
    ///
    /// What takes nothing away that could have been a way in is no loss.
    func isLost(leaving rest: WaysIn) -> Bool {
        guard rest.sure.isEmpty else { return false }
        return !sure.isEmpty || (!possible.isEmpty && rest.possible.isEmpty)
    }

    /// Who stands here for people, five at most: `王芳 13800000001, only imported`.
    func words() -> String {
        var words: [String] = []
        for row in sure.isEmpty ? possible : sure {
            let name = row.authoredName.isEmpty ? "" : row.authoredName + " "
            let doubt =
                switch row.confidence {
                case .confirmed: ""
                case .imported: ", only imported"
                case .asked, .unknown: ", not confirmed"
                }
            let text = "\(name)\(row.authoredMobile)\(doubt)"
            if !words.contains(text) { words.append(text) }
        }
        return words.prefix(5).joined(separator: "; ") + (words.count > 5 ? "; …" : "")
    }

    /// Whether times between `start` and `end` (Unix seconds; nil: not known) let somebody in.
    static func isValid(from start: Int64?, until end: Int64?, at now: Int64) -> Bool {
        (start ?? 0) <= now + turnoverGap && (end ?? .max) > now
    }

    private static func holds(_ row: GrantRow, at now: Int64) -> Bool {
        row.status == .active && row.unsettled != .remove && !row.isRemovalDeclined
            && isValid(from: row.startTime, until: row.endTime, at: now)
    }
}
