import ALMS
import Vault

/// Reads a file of grants whole.
struct GrantLines {
    private(set) var lines: [GrantLine] = []
    private(set) var warnings: [String] = []
    private(set) var problems: [String] = []

    private let options: ImportOptions
    /// Where the first line with a hash stands; those that share theirs with another one apart.
    private var seen: [Int: Int32] = [:]
    private var alike: [GrantID: Int32] = [:]

    private static let fields: [ImportColumns.Field] = [
        .init(.buildingId, isRequired: true), .init(.code, isRequired: true),
        .init(.doorType, isRequired: true), .init(.door),
        .init("kind", ["种类"], isRequired: true), .init(.authoredName),
        .init(.authoredMobile, isRequired: true), .init(.startTime), .init(.endTime),
        .init(.author), .init(.password),
    ]

    /// Reads `file`; `check` complains of doors that are not there.
    init(
        _ file: CSVFile,
        _ options: ImportOptions,
        check: (DoorKey, inout ImportRow) throws -> Void
    ) throws {
        self.options = options
        let columns = ImportColumns(file, fields: Self.fields, mapping: options.columns)
        guard columns.problems.isEmpty else { throw ImportProblems(problems: columns.problems) }
        lines.reserveCapacity(file.rows.count)
        seen.reserveCapacity(file.rows.count)
        for row in file.rows {
            var cells = ImportRow(row, columns, file: file)
            let line = read(row, &cells)
            if let line { try check(line.id.door, &cells) }
            if let line { add(line, &cells) }
            problems += cells.problems
            warnings += cells.warnings
        }
        seen = [:]
        if file.rows.isEmpty { warnings.append("\(file.name): no rows below the headings") }
    }

    private mutating func add(_ line: GrantLine, _ cells: inout ImportRow) {
        if let other = place(of: line.id) {
            let words = "the same grant as line \(lines[Int(other)].line); keep one"
            cells.complain("authoredMobile", words)
            return
        }
        let place = Int32(truncatingIfNeeded: lines.count)
        if seen[line.id.hashValue] == nil {
            seen[line.id.hashValue] = place
        } else {
            alike[line.id] = place
        }
        lines.append(line)
    }

    private func place(of id: GrantID) -> Int32? {
        guard let place = seen[id.hashValue] else { return nil }
        return lines[Int(place)].id == id ? place : alike[id]
    }

    /// The lines, of which nothing is kept here.
    mutating func taken() -> [GrantLine] {
        defer { lines = [] }
        return lines
    }

    private func read(_ row: CSVRow, _ cells: inout ImportRow) -> GrantLine? {
        let door = cells.door()
        let kind = cells.choice(
            "kind",
            [
                ("auth", GrantKind.auth), ("password", .password), ("授权", .auth),
                ("密码", .password),
            ]
        )
        let mobile = mobile(&cells)
        let start = cells.time("startTime", .start, options.zone)
        let end = cells.time("endTime", .end, options.zone)
        if let start, let end, end <= start {
            cells.complain("endTime", "not after startTime; give a later end")
        }
        let password = password(&cells, kind, mobile)
        let author = cells.text("author")
        let name = cells.text("authoredName")
        guard cells.problems.isEmpty, let door, let kind, let mobile else { return nil }
        return GrantLine(
            line: row.line,
            id: GrantID(door: door.key, kind: kind, authoredMobile: mobile),
            startTime: start,
            endTime: end,
            author: author.flatMap { $0.isEmpty ? nil : $0 },
            authoredName: name.flatMap { $0.isEmpty ? nil : $0 },
            password: password.map { Secret($0) }
        )
    }

    private func mobile(_ cells: inout ImportRow) -> String? {
        guard let mobile = cells.required("authoredMobile") else { return nil }
        if !MobileRule.looksMainland(mobile) {
            if options.mobile == .mainland {
                let reason = "'\(mobile)' is no mainland mobile; give 1 and ten digits"
                cells.complain("authoredMobile", reason)
            } else {
                cells.warn("authoredMobile", "'\(mobile)' does not look like a mainland mobile")
            }
        }
        return mobile
    }

    private func password(
        _ cells: inout ImportRow,
        _ kind: GrantKind?,
        _ mobile: String?
    ) -> String? {
        guard let password = cells.password("password") else { return nil }
        if kind == .auth {
            cells.complain("password", "an authorization has none; leave it empty")
        }
        if let weakness = PasswordRule.weakness(password, mobile: mobile ?? "") {
            cells.warn("password", "weak, \(weakness.rawValue); rotate it soon")
        }
        return password
    }
}
