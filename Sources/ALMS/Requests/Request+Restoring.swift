extension Request {
    /// The request that a log entry tells of: its parameters were checked when it was first made.
    ///
    /// Nil when a parameter is missing or cannot be read.
    ///
    /// - Parameters:
    ///   - operation: the operation.
    ///   - texts: the parameters under their wire names; others are ignored.
    ///   - door: the door's key for reads, which carry no `buildingId`.
    public init?(
        restoring operation: OperationName,
        texts: [String: String],
        door: DoorKey? = nil
    ) {
        if operation == .synchronizeApartments {
            guard let apartments = Self.apartments(texts["apartmentList"]) else { return nil }
            self.init(synchronizing: apartments)
            return
        }
        var fields: [Field] = []
        for use in operation.operation.uses {
            if let text = texts[use.name.rawValue] {
                fields.append(.init(name: use.name, text: text))
            } else if use.need == .always {
                return nil
            }
        }
        guard let doorType = texts["doorType"].flatMap({ DoorType(wireText: $0) }) else {
            return nil
        }
        let key = DoorKey(
            buildingId: texts["buildingId"] ?? door?.buildingId ?? "",
            code: texts["code"] ?? "",
            doorType: doorType,
            door: texts["door"] ?? ""
        )
        self.init(operation: operation, fields: fields, door: key, apartments: [], warnings: [])
    }

    private static func apartments(_ list: String?) -> [Apartment]? {
        guard let list, let items = try? JSONParser.parse(list).items else { return nil }
        var apartments: [Apartment] = []
        for item in items {
            guard case .object(let members) = item else { return nil }
            let arguments = Arguments(
                members.map { .init($0.name, .text($0.value.text ?? "")) }
            )
            var draft = ApartmentDraft(arguments, path: "")
            guard let apartment = draft.apartment() else { return nil }
            apartments.append(apartment)
        }
        return apartments
    }
}
