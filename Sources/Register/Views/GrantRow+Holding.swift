import ALMS

extension GrantRow {
    init(_ id: GrantID, doorID: Int64, _ holding: Holding, now: Int64) {
        let terms = holding.shownTerms
        door = id.door
        self.doorID = doorID
        kind = id.kind
        authoredMobile = id.authoredMobile
        authoredName = terms.authoredName
        author = terms.author
        startTime = terms.startTime
        endTime = terms.endTime
        confidence = holding.confidence
        status = holding.status(at: now)
        confirmedAt = holding.settled?.confirmedAt
        hasPassword = holding.settled?.terms.password != nil
        hasPending = holding.open.contains { $0.terms.password != nil }
        unsettled = holding.unsettled
        isRemovalDeclined = holding.open.contains(where: \.isDeclined)
        isOwed = holding.isOwed && (terms.endTime ?? .max) >= now
        lastWish = holding.open.last?.wish
    }

    /// A row without open wishes, read without its passwords.
    init(settled row: Columns, offset: Int, door: DoorRow, now: Int64) {
        self.door = door.key
        doorID = door.id
        kind = GrantKind(code: row[offset + 2])
        authoredMobile = row[offset + 3]
        confidence = Confidence(code: row[offset + 5])
        confirmedAt = row[offset + 6]
        startTime = row[offset + 7]
        endTime = row[offset + 8]
        author = row[offset + 9]
        authoredName = row[offset + 10]
        hasPassword = !row.isNull(offset + 11)
        hasPending = false
        unsettled = nil
        isRemovalDeclined = false
        lastWish = nil
        let state: Int = row[offset + 4]
        let isRemoved = state >= 2
        isOwed = state == 3 && (endTime ?? .max) >= now
        status = isRemoved ? .removed : (endTime ?? .max) < now ? .ended : .active
    }
}
