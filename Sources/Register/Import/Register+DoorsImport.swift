import ALMS

extension Register {
    /// Checks a file of doors whole and says what importing it would do.
    ///
    /// - Throws: ``ImportProblems`` with everything that is wrong; ``RegisterError``.
    public func planDoorsImport(_ file: CSVFile, _ options: ImportOptions) throws -> DoorsImport {
        let (lines, warnings) = try Self.doorLines(file, options)
        var plan = DoorsImport()
        plan.warnings = warnings
        let view = try view()
        try store.read { db in
            for line in lines { plan.add(line, try DoorTable.record(line.key, db)) }
        }
        let keys = Set(lines.map(\.key))
        for building in Set(keys.map(\.buildingId)).sorted()
        where try view.buildings().contains(building) {
            plan.missing += try view.doors(DoorSelector(building: building)).filter {
                !keys.contains($0.key)
            }
        }
        return plan
    }

    private static let doorNames: [ParameterName] = Catalogue.apartmentFields.filter {
        ![.buildingId, .code, .doorType, .door].contains($0)
    }

    private static var doorFields: [ImportColumns.Field] {
        let required: [ParameterName] = [.buildingId, .code, .doorType]
        var fields = Catalogue.apartmentFields.map { name in
            ImportColumns.Field(name, isRequired: required.contains(name))
        }
        fields.append(ImportColumns.Field("protected", []))
        fields.append(ImportColumns.Field("occupied", []))
        return fields
    }

    private static func doorLines(
        _ file: CSVFile,
        _ options: ImportOptions
    ) throws(ImportProblems) -> ([DoorLine], [String]) {
        let columns = ImportColumns(file, fields: doorFields, mapping: options.columns)
        guard columns.problems.isEmpty else { throw ImportProblems(problems: columns.problems) }
        var lines: [DoorLine] = []
        var seen: [DoorKey: Int] = [:]
        var problems: [String] = []
        for row in file.rows {
            var cells = ImportRow(row, columns, file: file)
            if let line = doorLine(row, &cells) {
                if let other = seen[line.key] {
                    cells.complain("code", "the same door as line \(other); keep one")
                } else {
                    seen[line.key] = row.line
                    lines.append(line)
                }
            }
            problems += cells.problems
        }
        guard problems.isEmpty else { throw ImportProblems(problems: problems) }
        return (lines, file.rows.isEmpty ? ["\(file.name): no rows below the headings"] : [])
    }

    private static func doorLine(_ row: CSVRow, _ cells: inout ImportRow) -> DoorLine? {
        let door = cells.door()
        var names: [ParameterName: String] = [:]
        for name in doorNames { names[name] = cells.text(name.rawValue) }
        let isProtected = cells.flag("protected")
        let isOccupied = cells.flag("occupied")
        guard cells.problems.isEmpty, let door else { return nil }
        return DoorLine(
            line: row.line,
            key: door.key,
            wireDoor: door.wireDoor,
            names: names,
            isProtected: isProtected,
            isOccupied: isOccupied
        )
    }
}

extension DoorsImport {
    fileprivate mutating func add(_ line: DoorLine, _ before: DoorRecord?) {
        guard let before else {
            new.append(Item(line: line.line, key: line.key, differences: []))
            lines.append(line)
            return
        }
        let after = line.applied(to: before)
        var differences = Catalogue.apartmentFields.compactMap { name -> ImportDifference? in
            let (old, new) = (before.apartment[name], after.apartment[name])
            return old == new ? nil : ImportDifference(field: name.rawValue, old: old, new: new)
        }
        for (field, old, new) in [
            ("protected", before.isProtected, after.isProtected),
            ("occupied", before.isOccupied, after.isOccupied),
        ] where old != new {
            differences.append(ImportDifference(field: field, old: "\(old)", new: "\(new)"))
        }
        if differences.isEmpty {
            unchanged.append(line.key)
        } else {
            changed.append(Item(line: line.line, key: line.key, differences: differences))
            lines.append(line)
        }
    }
}
