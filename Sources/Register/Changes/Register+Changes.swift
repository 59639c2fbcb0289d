public import ALMS
import GRDB

/// Changes that people make to the register itself; nothing is sent.
extension Register {
    /// Carries a change out in one transaction.
    ///
    /// - Parameters:
    ///   - change: what these functions, or an import, planned on the register as it is.
    ///   - position: up to where the register holds the log then; the change stands before it.
    /// - Throws: when the database cannot be written; then nothing has changed.
    public func apply(
        _ change: RegisterChange,
        upTo position: LogPosition? = nil
    ) throws(RegisterError) {
        try apply([.change(change, seq: -1)], upTo: position)
        // It is committed. What a power cut takes back again, with its mark, the log brings again.
        try? store.makeDurable()
    }

    /// Marks the doors that `selector` means as protected or not, occupied or not, and gives them
    /// other names; the service is told of those by `doors sync`.
    ///
    /// - Parameters:
    ///   - selector: which doors.
    ///   - isProtected: nil leaves the mark as it is.
    ///   - isOccupied: nil leaves the mark as it is.
    ///   - fields: the fields of an apartment that are no part of a door's key.
    /// - Returns: the change of the doors that are otherwise now.
    /// - Throws: ``InvalidSelector`` also for a field of the key, ``RegisterError``.
    public func settingDoors(
        _ selector: DoorSelector,
        protected isProtected: Bool? = nil,
        occupied isOccupied: Bool? = nil,
        fields: [ParameterName: String] = [:]
    ) throws -> RegisterChange {
        try Self.check(fields)
        let rows = try view().doors(selector)
        var items: [RegisterChange.Item] = []
        try store.read { db in
            for row in rows {
                guard let before = try DoorTable.record(row.key, db) else { continue }
                let line = DoorLine(
                    line: 0,
                    key: row.key,
                    wireDoor: before.apartment.wireDoor,
                    names: fields,
                    isProtected: isProtected,
                    isOccupied: isOccupied
                )
                if line.applied(to: before) != before { items.append(.door(line)) }
            }
        }
        return RegisterChange("doors set", at: clock(), items)
    }

    /// Leaves the grants that `selector` means out of the register; the service is told nothing.
    ///
    /// - Throws: ``InvalidSelector``, ``RegisterError``.
    public func forgettingGrants(_ selector: GrantSelector) throws -> RegisterChange {
        let rows = try view().grants(selector)
        return RegisterChange("grants forget", at: clock(), rows.map { .forgotten($0.id) })
    }

    private static func check(_ fields: [ParameterName: String]) throws {
        let fixed: Set<ParameterName> = [.buildingId, .code, .doorType, .door]
        let refused = fields.keys.filter {
            fixed.contains($0) || !Catalogue.apartmentFields.contains($0)
        }
        guard refused.isEmpty else {
            let names = refused.map(\.rawValue).sorted()
            throw InvalidSelector(
                function: "doors set",
                problems: names.map { .init($0, "cannot be changed; import the door anew") }
            )
        }
    }
}

extension DoorsImport {
    /// What the import does, made at `time` (Unix seconds); `id` is what it is undone by.
    public func change(at time: Int64, id: String? = nil) -> RegisterChange {
        var change = RegisterChange("doors import", at: time, doors: lines)
        change.importID = id
        return change
    }
}

extension GrantsImport {
    /// What the import does, made at `time` (Unix seconds); `id` is what it is undone by.
    public func change(at time: Int64, id: String? = nil) -> RegisterChange {
        var change = RegisterChange("grants import", at: time, grants: lines)
        change.importID = id
        return change
    }
}

extension Apartment {
    /// The same door with other names.
    func with(_ fields: [ParameterName: String]) -> Apartment {
        func text(_ name: ParameterName) -> String { fields[name] ?? self[name] }
        return Apartment(
            key: key,
            wireDoor: wireDoor,
            buildingName: text(.buildingName),
            buildingNo: text(.buildingNo),
            unit: text(.unit),
            name: text(.name),
            provinceId: text(.provinceId),
            cityId: text(.cityId),
            disId: text(.disId)
        )
    }
}
