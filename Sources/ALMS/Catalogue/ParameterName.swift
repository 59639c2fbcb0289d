/// Every parameter of the interface under its wire name, the eleven fields of an apartment included.
public enum ParameterName: String, CaseIterable, Sendable, Hashable {
    case partnerId
    case timestamp
    case nonstr
    case token
    case apartmentList
    case buildingId
    case buildingName
    case buildingNo
    case unit
    case name
    case door
    case doorType
    case code
    case provinceId
    case cityId
    case disId
    case startTime
    case endTime
    case author
    case authoredName
    case authoredMobile
    case `operator`
    case password
    case page
    case pageSize

    /// The parameter's declaration in the catalogue.
    public var parameter: Parameter { Catalogue.parameter(self) }

    /// The place among all cases; hashing a name, as a dictionary would, means hashing its text.
    var place: Int {
        switch self {
        case .partnerId: 0
        case .timestamp: 1
        case .nonstr: 2
        case .token: 3
        case .apartmentList: 4
        case .buildingId: 5
        case .buildingName: 6
        case .buildingNo: 7
        case .unit: 8
        case .name: 9
        case .door: 10
        case .doorType: 11
        case .code: 12
        case .provinceId: 13
        case .cityId: 14
        case .disId: 15
        case .startTime: 16
        case .endTime: 17
        case .author: 18
        case .authoredName: 19
        case .authoredMobile: 20
        case .`operator`: 21
        case .password: 22
        case .page: 23
        case .pageSize: 24
        }
    }
}
