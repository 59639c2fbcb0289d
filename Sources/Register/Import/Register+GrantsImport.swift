import ALMS
import GRDB

extension Register {
    /// Checks a file of grants whole and says what importing it would do.
    ///
    /// - Throws: ``ImportProblems`` with everything that is wrong; ``RegisterError``.
    public func planGrantsImport(_ file: CSVFile, _ options: ImportOptions) throws -> GrantsImport {
        try store.read { db in
            var doors = KnownDoors(db)
            let read = try GrantLines(file, options) { key, cells in
                if let hint = try doors.hint(ifMissing: key) {
                    cells.complain("code", "\(key) is not in the register\(hint)")
                }
            }
            guard read.problems.isEmpty else { throw ImportProblems(problems: read.problems) }
            var plan = GrantsImport()
            plan.warnings = read.warnings
            for line in read.lines {
                let before = try doors.id(of: line.id.door).flatMap {
                    try GrantTable.holding(line.id, doorID: $0, db)?.holding
                }
                try plan.add(line, before, keys: keys, overwrite: options.overwrite)
            }
            try addMissing(read.lines, db, &plan)
            return plan
        }
    }

    /// Names what the file's doors hold beside it, and doors that grow crowded.
    private func addMissing(
        _ lines: [GrantLine],
        _ db: Database,
        _ plan: inout GrantsImport
    ) throws {
        let named = Dictionary(grouping: lines, by: \.id.door)
        for (door, lines) in named.sorted(by: { $0.key < $1.key }) {
            guard let page = try DoorPage.read(door, withGrants: true, db) else { continue }
            let sight = DoorSight(page: page, parts: [], door: page.door, keys: keys, now: clock())
            let rows = try sight.candidates().map(\.row).filter { $0.status == .active }
            let ids = Set(lines.map(\.id))
            plan.missing += rows.filter { !ids.contains($0.id) }
            let holders = Set(rows.map(\.authoredMobile)).union(lines.map(\.id.authoredMobile))
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
    fileprivate mutating func add(
        _ line: GrantLine,
        _ before: Holding?,
        keys: Keyring,
        overwrite: Bool
    ) throws {
        guard let before else {
            new.append(item(line, []))
            lines.append(line)
            return
        }
        let differences = try Self.differences(line, before, keys: keys)
        if differences.isEmpty {
            unchanged.append(line.id)
        } else if !before.open.isEmpty || before.confidence == .confirmed && !overwrite {
            kept.append(item(line, differences))
        } else {
            changed.append(item(line, differences))
            lines.append(line)
        }
    }

    private func item(_ line: GrantLine, _ differences: [ImportDifference]) -> Item {
        Item(
            line: line.line,
            id: line.id,
            authoredName: line.authoredName ?? "",
            differences: differences
        )
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
