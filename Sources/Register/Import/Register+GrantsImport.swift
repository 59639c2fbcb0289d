import ALMS
import GRDB

extension Register {
    /// Checks a file of grants whole and says what importing it would do.
    ///
    /// - Throws: ``ImportProblems`` with everything that is wrong; ``RegisterError``.
    public func planGrantsImport(_ file: CSVFile, _ options: ImportOptions) throws -> GrantsImport {
        try store.read { db in
            var doors = KnownDoors(db)
            var read = try GrantLines(file, options) { key, cells in
                if let hint = try doors.hint(ifMissing: key) {
                    cells.complain("code", "\(key) is not in the register\(hint)")
                }
            }
            guard read.problems.isEmpty else { throw ImportProblems(problems: read.problems) }
            var plan = GrantsImport()
            plan.warnings = read.warnings
            try addMissing(read.lines, db, &plan)
            try plan.sift(read.taken()) { plan, line in
                let before = try doors.id(of: line.id.door).flatMap {
                    try GrantTable.holding(line.id, doorID: $0, db)?.holding
                }
                return try plan.isUsed(line, before, keys: keys, overwrite: options.overwrite)
            }
            return plan
        }
    }

    /// Names what the file's doors hold beside it, and doors that grow crowded.
    private func addMissing(
        _ lines: [GrantLine],
        _ db: Database,
        _ plan: inout GrantsImport
    ) throws {
        var named: [DoorKey: [Int32]] = [:]
        for (place, line) in lines.enumerated() {
            named[line.id.door, default: []].append(Int32(truncatingIfNeeded: place))
        }
        for (door, places) in named.sorted(by: { $0.key < $1.key }) {
            guard let page = try DoorPage.read(door, withGrants: true, db) else { continue }
            let sight = DoorSight(
                page: page,
                parts: DoorParts(),
                door: page.door,
                keys: keys,
                now: clock()
            )
            let rows = try sight.candidates().map(\.row).filter { $0.status == .active }
            let ids = Set(places.map { lines[Int($0)].id })
            plan.missing += rows.filter { !ids.contains($0.id) }
            let holders = Set(rows.map(\.authoredMobile)).union(ids.map(\.authoredMobile))
            if holders.count >= RegisterView.crowd {
                plan.warnings.append("\(door): \(holders.count) holders; a lock has 50 places")
            }
        }
    }
}

/// Finds doors by their keys, and the nearest ones for those that are not there.
private struct KnownDoors {
    private let db: Database
    private var ids: [DoorKey: Int64?] = [:]
    private var names: [String: [String]] = [:]

    init(_ db: Database) { self.db = db }

    mutating func id(of key: DoorKey) throws -> Int64? {
        if let known = ids[key] { return known }
        let id = try DoorTable.record(key, db)?.id
        ids[key] = id
        return id
    }

    /// Nil when the door is there; else the nearest door or estate.
    mutating func hint(ifMissing key: DoorKey) throws -> String? {
        guard try id(of: key) == nil else { return nil }
        let near = try doors(of: key.buildingId)
        if near.isEmpty {
            let sql = "SELECT DISTINCT buildingId FROM doors ORDER BY buildingId"
            let hint = NearestName.hint(key.buildingId, among: try String.fetchAll(db, sql: sql))
            return hint.isEmpty ? "; import its doors first" : hint
        }
        let hint = NearestName.hint(key.description, among: near)
        return hint.isEmpty ? "; import its doors first" : hint
    }

    private mutating func doors(of building: String) throws -> [String] {
        if let known = names[building] { return known }
        let sql = "SELECT \(DoorTable.list()) FROM doors WHERE buildingId = ? ORDER BY id"
        var decoder = DoorTable.Decoder()
        var doors: [String] = []
        try db.each(sql, [.text(building)]) { doors.append(decoder.row($0).key.description) }
        names[building] = doors
        return doors
    }
}

extension GrantsImport {
    /// Keeps the lines that `isUsed` says are used, in the memory that they have.
    fileprivate mutating func sift(
        _ read: [GrantLine],
        _ isUsed: (inout GrantsImport, GrantLine) throws -> Bool
    ) throws {
        var sifted = read
        var count = 0
        for place in sifted.indices {
            let line = sifted[place]
            guard try isUsed(&self, line) else { continue }
            sifted[count] = line
            count += 1
        }
        sifted.removeLast(sifted.count - count)
        lines = sifted
    }

    /// Whether a line makes a difference; what is said of it is taken down.
    fileprivate mutating func isUsed(
        _ line: GrantLine,
        _ before: Holding?,
        keys: Keyring,
        overwrite: Bool
    ) throws -> Bool {
        guard let before else {
            newCount += 1
            isNew.append(true)
            return true
        }
        let differences = try Self.differences(line, before, keys: keys)
        if differences.isEmpty {
            unchanged.append(line.id)
        } else if !before.open.isEmpty || before.confidence == .confirmed && !overwrite {
            kept.append(Item(line, differences))
        } else {
            changed.append(Item(line, differences))
            isNew.append(false)
            return true
        }
        return false
    }

    private static func differences(
        _ line: GrantLine,
        _ before: Holding,
        keys: Keyring
    ) throws -> [ImportDifference] {
        let old = before.settled?.terms ?? Holding.Terms()
        let new = line.terms(over: old)
        var differences: [ImportDifference] = []
        func compare(_ field: String, _ old: String, _ new: String) {
            if old != new { differences.append(.init(field: field, old: old, new: new)) }
        }
        compare("state", before.settled?.isRemoved == true ? "removed" : "active", "active")
        compare("authoredName", old.authoredName, new.authoredName)
        compare(
            "startTime",
            old.startTime.map { "\($0)" } ?? "",
            new.startTime.map { "\($0)" } ?? ""
        )
        compare("endTime", old.endTime.map { "\($0)" } ?? "", new.endTime.map { "\($0)" } ?? "")
        compare("author", old.author, new.author)
        // One that no key opens any more differs from whatever the file says.
        let held = try? keys.opened(old.password, of: line.id, as: .held)
        if let given = line.password, given != held {
            let dots = "\(given)"
            differences.append(.init(field: "password", old: held == nil ? "" : dots, new: dots))
        }
        return differences
    }
}
