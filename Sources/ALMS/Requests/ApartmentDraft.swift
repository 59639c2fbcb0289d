/// A table on its way to an ``Apartment``; says everything that is wrong with it.
public struct ApartmentDraft {
    /// The complaints so far; each path begins with the one given, or the table's origin.
    public private(set) var problems: [ArgumentProblem] = []

    private let arguments: Arguments
    private let path: String

    /// Begins with a table whose complaints begin with `path` (`[3]`) unless it knows its file.
    public init(_ arguments: Arguments, path: String) {
        self.arguments = arguments
        self.path = arguments.origin.map { "\($0): " } ?? "\(path)."
    }

    /// The apartment; nil after any complaint.
    public mutating func apartment() -> Apartment? {
        refuseUnknownNames()
        var check = FieldCheck(rules: RequestRules())
        var texts: [ParameterName: String] = [:]
        for name in Catalogue.apartmentFields where name != .door {
            let isRequired = [.buildingId, .code, .doorType].contains(name)
            texts[name] = check.text(name, arguments[name.rawValue], isRequired: isRequired)
        }
        let doorType = texts[.doorType].flatMap { DoorType(wireText: $0) }
        let door = check.door(arguments["door"], doorType: doorType) ?? ""
        problems += check.problems.map { ArgumentProblem(path + $0.path, $0.reason) }
        guard problems.isEmpty, let doorType else { return nil }
        return Self.assembled(texts, doorType: doorType, door: door)
    }

    private static func assembled(
        _ texts: [ParameterName: String],
        doorType: DoorType,
        door: String
    ) -> Apartment {
        func text(_ name: ParameterName) -> String { texts[name] ?? "" }
        let key = DoorKey(
            buildingId: text(.buildingId),
            code: text(.code),
            doorType: doorType,
            door: door
        )
        return Apartment(
            key: key,
            wireDoor: door,
            buildingName: text(.buildingName),
            buildingNo: text(.buildingNo),
            unit: text(.unit),
            name: text(.name),
            provinceId: text(.provinceId),
            cityId: text(.cityId),
            disId: text(.disId)
        )
    }

    private mutating func refuseUnknownNames() {
        let known = Catalogue.apartmentFields.map(\.rawValue)
        for item in arguments.items where !known.contains(item.name) {
            let hint = NearestName.hint(item.name, among: known)
            problems.append(.init(path + item.name, "no such field\(hint)", isMisspelt: true))
        }
    }
}
