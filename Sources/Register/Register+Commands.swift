public import ALMS
import GRDB

/// Changes that people make to the register itself; nothing is sent.
extension Register {
    /// Marks the doors that `selector` means as protected or not, occupied or not.
    ///
    /// - Returns: the doors that changed, as they are now.
    /// - Throws: ``InvalidSelector``, ``RegisterError``.
    public func setDoors(
        _ selector: DoorSelector,
        protected isProtected: Bool? = nil,
        occupied isOccupied: Bool? = nil
    ) throws -> [DoorRow] {
        try changeDoors(selector) { record in
            record.isProtected = isProtected ?? record.isProtected
            record.isOccupied = isOccupied ?? record.isOccupied
        }
    }

    /// Gives the doors that `selector` means other names; the service is told by `doors sync`.
    ///
    /// - Parameters:
    ///   - selector: which doors.
    ///   - fields: the fields of an apartment that are no part of a door's key.
    /// - Returns: the doors that changed, as they are now.
    /// - Throws: ``InvalidSelector`` also for a field of the key, ``RegisterError``.
    public func updateDoors(
        _ selector: DoorSelector,
        fields: [ParameterName: String]
    ) throws -> [DoorRow] {
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
        return try changeDoors(selector) { record in
            record.apartment = record.apartment.with(fields)
        }
    }

    /// Deletes the grants that `selector` means from the register; the service is told nothing.
    ///
    /// - Returns: how many there were.
    /// - Throws: ``InvalidSelector``, ``RegisterError``.
    public func forgetGrants(_ selector: GrantSelector) throws -> Int {
        let rows = try view().grants(selector)
        try store.write { db in
            var writer = EffectWriter(db, keys: keys)
            for row in rows { try writer.put(nil, row.id) }
            try writer.flush()
        }
        try store.makeDurable()
        return rows.count
    }

    private func changeDoors(
        _ selector: DoorSelector,
        _ change: (inout DoorRecord) -> Void
    ) throws -> [DoorRow] {
        let view = try view()
        let rows = try view.doors(selector)
        var changed: [DoorKey] = []
        try store.write { db in
            var writer = EffectWriter(db, keys: keys)
            for row in rows {
                guard var record = try writer.door(row.key) else { continue }
                let before = record
                change(&record)
                guard record != before else { continue }
                try writer.put(record)
                changed.append(row.key)
            }
            try writer.flush()
        }
        try store.makeDurable()
        return try changed.compactMap { try view.door($0) }
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
