public import ALMS
import GRDB

/// A door of a demo estate.
public struct EstateDoor: Sendable {
    let apartment: Apartment
    let isProtected: Bool
    let isOccupied: Bool
    let isSynchronized: Bool

    /// Makes a door, known to the service as it stands here unless told otherwise.
    public init(
        _ apartment: Apartment,
        isProtected: Bool = false,
        isOccupied: Bool = true,
        isSynchronized: Bool = true
    ) {
        self.apartment = apartment
        self.isProtected = isProtected
        self.isOccupied = isOccupied
        self.isSynchronized = isSynchronized
    }
}

/// A grant of a demo estate.
public struct EstateGrant: Sendable {
    let id: GrantID
    let terms: GrantTerms
    let confidence: Confidence

    /// Makes a grant that the service holds, unless told otherwise.
    public init(
        door: DoorKey,
        kind: GrantKind,
        authoredMobile: String,
        terms: GrantTerms,
        confidence: Confidence = .confirmed
    ) {
        id = GrantID(door: door, kind: kind, authoredMobile: authoredMobile)
        self.terms = terms
        self.confidence = confidence
    }
}

extension Register {
    /// Fills an empty register with an estate, in one transaction.
    ///
    /// - Parameters:
    ///   - doors: its doors.
    ///   - grants: who holds what.
    ///   - time: when the service confirmed it all, Unix seconds; nil: now.
    ///   - seq: the entry of the log that tells of it.
    /// - Throws: ``RegisterError/failed(_:)`` when a door or a grant comes twice or is there already.
    public func load(
        _ doors: [EstateDoor],
        _ grants: [EstateGrant],
        at time: Int64? = nil,
        upTo seq: Int? = nil
    ) throws(RegisterError) {
        let time = time ?? clock()
        try using {
            try store.write { db in
                var ids: [DoorKey: Int64] = [:]
                ids.reserveCapacity(doors.count)
                for door in doors {
                    var record = door.record
                    try DoorTable.write(&record, db)
                    ids[record.apartment.key] = record.id
                }
                for grant in grants { try insert(grant, ids, time, db) }
                if let seq { try ProgressTable.advance(to: seq, db) }
            }
            try store.makeDurable()
        }
    }

    private func insert(
        _ grant: EstateGrant,
        _ ids: [DoorKey: Int64],
        _ time: Int64,
        _ db: Database
    ) throws {
        guard let doorID = ids[grant.id.door] else {
            throw RegisterError.failed("\(grant.id): no such door in the estate")
        }
        let settled = Holding.Settled(
            confidence: grant.confidence,
            confirmedAt: grant.confidence == .confirmed ? time : nil,
            terms: Holding.Terms(grant.terms)
        )
        try GrantTable.write(
            Holding(settled: settled),
            of: grant.id,
            doorID: doorID,
            row: nil,
            keys: keys,
            db
        )
    }
}

extension EstateDoor {
    fileprivate var record: DoorRecord {
        var record = DoorRecord(id: 0, apartment: apartment)
        record.isProtected = isProtected
        record.isOccupied = isOccupied
        record.version = 1
        if isSynchronized { record.synchronized = DoorRecord.text(of: apartment) }
        return record
    }
}
