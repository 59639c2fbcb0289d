import ALMS
import Register
import Vault

/// How grants are listed.
struct GrantList {
    let view: RegisterView
    let zone: CivilTime
    let showsPasswords: Bool

    /// Prints `grants`: times as Unix seconds in JSON, as the zone's for people.
    func print(_ grants: [GrantRow], _ output: ListOutput) throws {
        var columns = [
            "buildingId", "code", "doorType", "door", "kind", "authoredName", "authoredMobile",
            "startTime", "endTime", "author", "confidence", "state",
        ]
        if showsPasswords { columns += ["password", "pending"] }
        output.print(columns, try grants.map { try row(of: $0, isJSON: output.isJSON) })
    }

    private func row(of grant: GrantRow, isJSON: Bool) throws -> [JSON] {
        var row = grant.door.parts.map { JSON.string($0) }
        row += [
            .string(grant.kind.rawValue), .string(grant.authoredName),
            .string(grant.authoredMobile), time(grant.startTime, isJSON: isJSON),
            time(grant.endTime, isJSON: isJSON), .string(grant.author),
            .string(grant.confidence.rawValue), .string(grant.status.rawValue),
        ]
        if showsPasswords {
            row.append(grant.hasPassword ? text(try view.password(of: grant.id)) : .null)
            let pending = grant.hasPending ? try view.pending(of: grant.id).last?.password : nil
            row.append(text(pending))
        }
        return row
    }

    private func text(_ secret: Secret?) -> JSON { secret.map { .string($0.reveal()) } ?? .null }

    private func time(_ seconds: Int64?, isJSON: Bool) -> JSON {
        guard let seconds else { return .null }
        if isJSON { return .integer(seconds) }
        let text = try? zone.format(seconds, "%Y-%m-%d %H:%M")
        return .string(text ?? String(seconds))
    }
}
