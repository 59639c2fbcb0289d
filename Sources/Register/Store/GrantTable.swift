import ALMS
import GRDB

/// Reads and writes rows of `grants`.
enum GrantTable {
    static let columns = [
        "id", "doorId", "kind", "authoredMobile", "status", "confidence", "confirmedAt",
        "startTime", "endTime", "author", "authoredName", "password", "open", "previous",
    ]

    static func list(_ prefix: String = "") -> String {
        columns.map { prefix + $0 }.joined(separator: ", ")
    }

    private static let byKey =
        "SELECT \(list()) FROM grants WHERE doorId = ? AND kind = ? AND authoredMobile = ?"
    private static let insertion =
        "INSERT INTO grants (\(columns.dropFirst().joined(separator: ", "))) "
        + "VALUES (\(columns.dropFirst().map { _ in "?" }.joined(separator: ", ")))"
    private static let update =
        "UPDATE grants SET "
        + "\(columns.dropFirst(4).map { "\($0) = ?" }.joined(separator: ", ")) WHERE id = ?"

    /// The stored grant with its row number.
    static func holding(
        _ id: GrantID,
        doorID: Int64,
        _ db: Database
    ) throws -> (row: Int64, holding: Holding)? {
        try db.one(byKey, [.integer(doorID), .init(id.kind.code), .text(id.authoredMobile)]) {
            row in
            (row[0], try holding(row, offset: 0))
        }
    }

    /// Everything a row holds of its grant.
    static func holding(_ row: Columns, offset: Int) throws -> Holding {
        try StoredGrant(row, offset: offset).holding()
    }

    /// The settled part of a row; nil when nothing is.
    static func settled(_ row: Columns, _ offset: Int) -> Holding.Settled? {
        let status: Int = row[offset + 4]
        guard status > 0 else { return nil }
        let password: String? = row[offset + 11]
        return Holding.Settled(
            isRemoved: status >= 2,
            isOwed: status == 3,
            confidence: Confidence(code: row[offset + 5]),
            confirmedAt: row[offset + 6],
            terms: Holding.Terms(
                startTime: row[offset + 7],
                endTime: row[offset + 8],
                author: row[offset + 9],
                authoredName: row[offset + 10],
                password: password.map { .sealed($0) }
            )
        )
    }

    /// Adds, changes or deletes the row: `row` is its number if there is one.
    static func write(
        _ holding: Holding?,
        of id: GrantID,
        doorID: Int64,
        row: Int64?,
        keys: Keyring,
        _ db: Database
    ) throws {
        guard let holding else {
            guard let row else { return }
            try db.run("DELETE FROM grants WHERE id = ?", [.integer(row)])
            return
        }
        let values = try values(of: holding, id: id, keys: keys)
        if let row {
            try db.run(update, values + [.integer(row)])
        } else {
            let key = [.integer(doorID), .init(id.kind.code), SQLValue.text(id.authoredMobile)]
            try db.run(insertion, key + values)
        }
    }

    private static func values(
        of holding: Holding,
        id: GrantID,
        keys: Keyring
    ) throws -> [SQLValue] {
        let settled = holding.settled
        let terms = settled?.terms ?? Holding.Terms()
        return [
            .integer(settled.map { $0.isOwed ? 3 : $0.isRemoved ? 2 : 1 } ?? 0),
            .init(settled?.confidence.code ?? 0),
            .init(settled?.confirmedAt),
            .init(terms.startTime),
            .init(terms.endTime),
            .text(terms.author),
            .text(terms.authoredName),
            .init(try keys.sealed(terms.password, of: id, as: .held)),
            .init(try HoldingText.text(of: holding.open, id: id, keys: keys)),
            .init(try holding.previous.text(id: id, keys: keys)),
        ]
    }
}
