import ALMS

/// Which doors are meant, without regard to who holds them: shared by all selections.
struct DoorFilter: Sendable {
    var texts: [ParameterName: String] = [:]
    var doorType: DoorType?
    var isProtected: Bool?
    var isOccupied: Bool?
    /// Retired doors are in no selection but the one of them alone.
    var isRetired = false

    /// The names that a request can never change.
    private static let fixed: Set<ParameterName> = [.buildingId, .code]

    /// Reads the eleven fields of an apartment.
    mutating func read(_ draft: inout SelectorDraft) {
        for name in Catalogue.apartmentFields where name != .doorType {
            texts[name] = draft.text(name)
        }
        doorType = draft.doorType()
        if texts[.door]?.isEmpty == true, doorType == nil {
            draft.complain("door", "empty; give the inner door's name, or doorType = 1")
        }
        // A main door has no name in its key, whatever a caller gives.
        if doorType == .main { texts[.door] = nil }
    }

    /// `B001/20000001/甲`, or the code alone where no estate is given; nil without a code.
    var keyWords: String? {
        guard let code = texts[.code] else { return nil }
        return [texts[.buildingId], code, texts[.door]].compactMap(\.self).joined(separator: "/")
    }

    /// What is asked for, for an error: `code 20000001, doorType 1`.
    var words: String {
        var words = Catalogue.apartmentFields.compactMap { name in
            texts[name].map { "\(name.rawValue) \($0)" }
        }
        if let doorType { words.append("doorType \(doorType.rawValue)") }
        if let isProtected { words.append("protected \(isProtected)") }
        if let isOccupied { words.append("occupied \(isOccupied)") }
        return words.isEmpty ? "door" : words.joined(separator: ", ")
    }

    func matches(_ row: DoorRow) -> Bool {
        if let doorType, row.key.doorType != doorType { return false }
        if let isProtected, row.isProtected != isProtected { return false }
        if let isOccupied, row.isOccupied != isOccupied { return false }
        for (name, text) in texts where name != .door && row.apartment[name] != text {
            return false
        }
        if let door = texts[.door], row.key.door != door { return false }
        return true
    }

    /// The part that SQL can decide: all of it, or the key alone when other fields may be planned.
    func conditions(keyOnly: Bool) -> [Condition] {
        var conditions = texts.compactMap { name, text -> Condition? in
            if name == .door { return Condition("d.door = ?", .text(text)) }
            guard !keyOnly || Self.fixed.contains(name) else { return nil }
            return Condition("d.\(name.rawValue) = ?", .text(text))
        }
        if let doorType { conditions.append(Condition("d.doorType = ?", .init(doorType.rawValue))) }
        conditions.append(Condition("d.isRetired = ?", .init(isRetired)))
        if keyOnly { return conditions }
        if let isProtected { conditions.append(Condition("d.isProtected = ?", .init(isProtected))) }
        if let isOccupied { conditions.append(Condition("d.isOccupied = ?", .init(isOccupied))) }
        return conditions
    }
}

/// One condition of a query with its value.
struct Condition {
    let sql: String
    let value: SQLValue

    init(_ sql: String, _ value: SQLValue) {
        self.sql = sql
        self.value = value
    }

    /// ` WHERE … AND …`, or nothing.
    static func clause(_ conditions: [Condition]) -> String {
        conditions.isEmpty ? "" : " WHERE " + conditions.map(\.sql).joined(separator: " AND ")
    }
}
