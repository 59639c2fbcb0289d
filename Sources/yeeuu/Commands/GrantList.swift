import ALMS
import Register
import Vault

/// How grants are listed.
struct GrantList {
    let view: RegisterView
    let zone: CivilTime
    let showsPasswords: Bool
    /// Whether a column says what is at risk.
    var showsRisks = false

    /// Prints `grants`: times as Unix seconds in JSON, as the zone's for people.
    ///
    /// - Returns: how many passwords could not be shown, since no vault key opens them any more.
    @discardableResult
    func print(_ grants: [GrantRow], _ output: ListOutput) throws -> Int {
        var columns = [
            "buildingId", "code", "doorType", "door", "kind", "authoredName", "authoredMobile",
            "startTime", "endTime", "author", "confidence", "state",
        ]
        if showsRisks { columns.append("risk") }
        if showsPasswords { columns += ["password", "pending"] }
        var lost = 0
        output.print(columns, try grants.map { try row(of: $0, output.isJSON, &lost) })
        return lost
    }

    private func row(of grant: GrantRow, _ isJSON: Bool, _ lost: inout Int) throws -> [JSON] {
        var row = grant.door.parts.map { JSON.string($0) }
        row += [
            .string(grant.kind.rawValue), .string(grant.authoredName),
            .string(grant.authoredMobile), time(grant.startTime, isJSON: isJSON),
            time(grant.endTime, isJSON: isJSON), .string(grant.author),
            .string(grant.confidence.rawValue), .string(grant.status.rawValue),
        ]
        if showsRisks { row.append(.string(OpenRisks.name(of: grant))) }
        guard showsPasswords else { return row }
        row.append(try opened(&lost) { grant.hasPassword ? try view.password(of: grant.id) : nil })
        row.append(
            try opened(&lost) {
                grant.hasPending ? try view.pending(of: grant.id).last?.password : nil
            }
        )
        return row
    }

    private func opened(_ lost: inout Int, _ read: () throws -> Secret?) throws -> JSON {
        do {
            return try read().map { .string($0.reveal()) } ?? .null
        } catch RegisterError.sealing {
            lost += 1
            return .null
        }
    }

    private func time(_ seconds: Int64?, isJSON: Bool) -> JSON {
        guard let seconds else { return .null }
        if isJSON { return .integer(seconds) }
        let text = try? zone.format(seconds, "%Y-%m-%d %H:%M")
        return .string(text ?? String(seconds))
    }
}
