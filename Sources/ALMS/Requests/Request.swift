/// A request that has been checked: there is no way to make an invalid one.
///
/// It carries neither time nor token; each attempt gets a ``Stamp`` of its own.
public struct Request: Sendable, Equatable {
    /// One parameter as it travels.
    public struct Field: Sendable, Equatable {
        /// The parameter.
        public let name: ParameterName
        /// Its text on the wire.
        public let text: String
    }

    /// The operation.
    public let operation: OperationName
    /// The parameters in wire order, without the four of every request.
    public let fields: [Field]
    /// The door that is meant, under its canonical key; nil for `synchronize_apartments`, and for
    /// reads, which carry no `buildingId`, until ``located(in:)`` says where the door stands.
    public let door: DoorKey?
    /// The doors of a `synchronize_apartments`; else empty.
    public let apartments: [Apartment]
    /// What is odd, but not wrong, in words for people.
    public let warnings: [String]
    /// Whether its secrets are left out: it is for people to read, and must not be sent.
    public let isOutline: Bool

    /// The text of a parameter; nil when the request does not carry it.
    public subscript(name: ParameterName) -> String? {
        fields.first { $0.name == name }?.text
    }

    /// The parameter as Unix seconds or another whole number.
    public func integer(_ name: ParameterName) -> Int64? { self[name].flatMap { Int64($0) } }

    /// Checks `arguments` and makes the request of them.
    ///
    /// - Throws: ``InvalidArguments`` with every complaint at once.
    public init(
        _ operation: OperationName,
        _ arguments: Arguments,
        rules: RequestRules = RequestRules()
    ) throws(InvalidArguments) {
        var draft = RequestDraft(operation.operation, arguments, rules)
        self = try draft.request()
    }

    /// A `synchronize_apartments` of doors that were checked before.
    public init(synchronizing apartments: [Apartment]) {
        let list = JSON.array(apartments.map(\.json)).encoded
        self.init(
            operation: .synchronizeApartments,
            fields: [.init(name: .apartmentList, text: list)],
            door: nil,
            apartments: apartments,
            warnings: []
        )
    }

    /// The same read, known to mean the door of `buildingId`.
    public func located(in buildingId: String) -> Request {
        guard let door else { return self }
        let key = DoorKey(
            buildingId: buildingId,
            code: door.code,
            doorType: door.doorType,
            door: door.door
        )
        return Request(
            operation: operation,
            fields: fields,
            door: key,
            apartments: [],
            warnings: warnings,
            isOutline: isOutline
        )
    }

    init(
        operation: OperationName,
        fields: [Field],
        door: DoorKey?,
        apartments: [Apartment],
        warnings: [String],
        isOutline: Bool = false
    ) {
        self.operation = operation
        self.fields = fields
        self.door = door
        self.apartments = apartments
        self.warnings = warnings
        self.isOutline = isOutline
    }
}
