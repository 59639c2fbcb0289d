/// A grant as its row holds it; what is open and what was before stay texts until somebody asks.
struct StoredGrant {
    let kind: GrantKind
    let authoredMobile: String
    let settled: Holding.Settled?
    /// The open wishes as JSON; nil when there are none.
    let open: String?
    private let previous: String?

    init(_ row: Columns, offset: Int = 0) {
        kind = GrantKind(code: row[offset + 2])
        authoredMobile = row[offset + 3]
        settled = GrantTable.settled(row, offset)
        open = row[offset + 12]
        previous = row[offset + 13]
    }

    /// Everything the row holds.
    func holding() throws -> Holding {
        var holding = Holding()
        holding.settled = settled
        if let open { holding.open = try HoldingText.open(open) }
        holding.previous = History(stored: previous)
        return holding
    }
}
