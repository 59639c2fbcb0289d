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
}
