/// One door as `synchronize_apartments` describes it: eleven texts, all always sent.
public struct Apartment: Sendable, Hashable {
    /// The door's canonical key.
    public let key: DoorKey
    /// The door's name as the caller gave it; goes on the wire as it is.
    public let wireDoor: String
    /// The estate's name.
    public let buildingName: String
    /// The building's number in the estate.
    public let buildingNo: String
    /// The unit of the building.
    public let unit: String
    /// The apartment's name.
    public let name: String
    /// The province's id: an opaque text.
    public let provinceId: String
    /// The city's id: an opaque text.
    public let cityId: String
    /// The district's id: an opaque text.
    public let disId: String

    /// Makes an apartment of parts that were checked; ``ApartmentDraft`` checks.
    public init(
        key: DoorKey,
        wireDoor: String? = nil,
        buildingName: String = "",
        buildingNo: String = "",
        unit: String = "",
        name: String = "",
        provinceId: String = "",
        cityId: String = "",
        disId: String = ""
    ) {
        self.key = key
        self.wireDoor = wireDoor ?? key.door
        self.buildingName = buildingName
        self.buildingNo = buildingNo
        self.unit = unit
        self.name = name
        self.provinceId = provinceId
        self.cityId = cityId
        self.disId = disId
    }

    /// The text of one of the eleven fields; empty for any other name.
    public subscript(field: ParameterName) -> String {
        switch field {
        case .buildingId: key.buildingId
        case .buildingName: buildingName
        case .buildingNo: buildingNo
        case .unit: unit
        case .name: name
        case .door: wireDoor
        case .doorType: key.doorType.wireText
        case .code: key.code
        case .provinceId: provinceId
        case .cityId: cityId
        case .disId: disId
        default: ""
        }
    }

    /// The apartment as a JSON object with its eleven keys.
    var json: JSON {
        .object(Catalogue.apartmentFields.map { .init($0.rawValue, .string(self[$0])) })
    }
}
