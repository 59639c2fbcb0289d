import ALMS
import GRDB

/// Puts a demo estate into the state, all of it or nothing.
struct Filling {
    let db: Database

    /// Doors, grants, openings; each read once, none kept.
    func add(_ estate: DemoEstate) throws {
        let doors = DoorTable(db: db)
        for apartment in estate.apartments { try doors.put(apartment) }
        let grants = GrantTable(db: db)
        var door = LastDoor(doors: doors)
        for grant in estate.grants {
            guard let id = try door.id(grant.door) else { continue }
            try grants.put(id, Self.row(grant))
        }
        let openings = OpeningTable(db: db)
        for opening in estate.openings {
            guard let id = try door.id(opening.door) else { continue }
            try openings.add(id, time: opening.time, type: opening.type, opener: opening.opener)
        }
    }

    private static func row(_ grant: DemoGrant) -> Grant {
        Grant(
            kind: grant.kind == .auth ? .auth : .password,
            authoredMobile: grant.authoredMobile,
            authoredName: grant.authoredName,
            author: grant.author,
            startTime: grant.startTime,
            endTime: grant.endTime,
            password: grant.password
        )
    }

    /// Grants come two by two for the same door.
    private struct LastDoor {
        let doors: DoorTable
        private var key: DoorKey?
        private var row: Int64?

        init(doors: DoorTable) { self.doors = doors }

        mutating func id(_ wanted: DoorKey) throws -> Int64? {
            if wanted != key {
                key = wanted
                row = try doors.id(wanted)
            }
            return row
        }
    }
}
