import ALMS
public import Register

/// How people call an apartment that a plan is about.
public struct PlanPlace: Sendable, Equatable {
    /// The estate's code.
    public let buildingId: String
    /// The apartment's code.
    public let code: String
    /// The estate's name; empty when nobody knows it.
    public let buildingName: String
    /// The unit of the building.
    public let unit: String
    /// The apartment's name.
    public let name: String

    /// The place of a door, as the register calls it.
    public init(_ row: DoorRow) {
        buildingId = row.key.buildingId
        code = row.key.code
        buildingName = row.apartment.buildingName
        unit = row.apartment.unit
        name = row.apartment.name
    }

    var json: JSON {
        .array([buildingId, code, buildingName, unit, name].map { .string($0) })
    }

    /// Reads what ``json`` writes; nil for anything else.
    init?(_ json: JSON) {
        let texts = json.items?.compactMap(\.text) ?? []
        guard texts.count == 5 else { return nil }
        (buildingId, code, buildingName, unit, name) =
            (texts[0], texts[1], texts[2], texts[3], texts[4])
    }
}
