public import ALMS

extension DoorRow {
    /// The fields a script may read, for nearest names.
    public static let fieldNames: [String] =
        Catalogue.apartmentFields.map(\.rawValue) + ["protected", "occupied"]

    /// The field `name` as scripts see it; nil when a door has no such field.
    public subscript(name: String) -> ArgumentValue? {
        switch name {
        case "protected": return .boolean(isProtected)
        case "occupied": return .boolean(isOccupied)
        case "doorType": return .integer(Int64(key.doorType.rawValue))
        default: break
        }
        guard let field = ParameterName(rawValue: name),
            Catalogue.apartmentFields.contains(field)
        else { return nil }
        return .text(apartment[field])
    }
}

extension GrantRow {
    /// The fields a script may read, for nearest names; `password` among them, which the view opens.
    public static let fieldNames = [
        "kind", "authoredName", "authoredMobile", "startTime", "endTime", "author", "password",
        "confidence", "state", "buildingId", "code", "doorType", "door",
    ]

    /// The field `name` as scripts see it, `.other("nil")` for a time that nobody knows; nil when a
    /// grant has no such field, and for `password`.
    public subscript(name: String) -> ArgumentValue? {
        switch name {
        case "kind": .text(kind.rawValue)
        case "authoredName": .text(authoredName)
        case "authoredMobile": .text(authoredMobile)
        case "startTime": startTime.map { .integer($0) } ?? .other("nil")
        case "endTime": endTime.map { .integer($0) } ?? .other("nil")
        case "author": .text(author)
        case "confidence": .text(confidence.rawValue)
        case "state": .text(status.rawValue)
        case "buildingId": .text(door.buildingId)
        case "code": .text(door.code)
        case "doorType": .integer(Int64(door.doorType.rawValue))
        case "door": .text(door.door)
        default: nil
        }
    }
}
