/// Arguments on their way to a ``Request``: collects every complaint before it gives up.
struct RequestDraft {
    private let operation: Operation
    private let arguments: Arguments
    private let rules: RequestRules
    private var problems: [ArgumentProblem] = []
    private var warnings: [String] = []

    init(_ operation: Operation, _ arguments: Arguments, _ rules: RequestRules) {
        self.operation = operation
        self.arguments = arguments
        self.rules = rules
    }

    /// The request, or every complaint.
    mutating func request() throws(InvalidArguments) -> Request {
        let request =
            operation.isDoorOperation ? doorRequest() : synchronizeRequest()
        guard problems.isEmpty, let request else {
            throw InvalidArguments(operation: operation.name, problems: problems)
        }
        return request
    }

    // MARK: The seven operations of one door

    private mutating func doorRequest() -> Request? {
        var check = FieldCheck(rules: rules, origin: arguments.origin)
        var fields: [Request.Field] = []
        fields.reserveCapacity(operation.uses.count)
        var known = 0
        for use in operation.uses {
            let value = arguments[use.name.rawValue]
            if value != nil { known += 1 }
            guard use.name != .door, !rules.isOutline || !use.name.parameter.isSecret else {
                continue
            }
            if let text = check.text(use.name, value, isRequired: true) {
                fields.append(.init(name: use.name, text: text))
            }
        }
        if known < arguments.items.count { refuseUnknownNames() }
        let doorType = fields.first { $0.name == .doorType }.flatMap { DoorType(wireText: $0.text) }
        let door = check.door(arguments["door"], doorType: doorType)
        if let door { insert(door, into: &fields) }
        problems += check.problems
        warnings += check.warnings
        guard problems.isEmpty, let doorType else { return nil }
        checkTogether(fields)
        return assembled(fields, doorType: doorType, door: door ?? "")
    }

    private func insert(_ door: String, into fields: inout [Request.Field]) {
        let place = fields.firstIndex { $0.name == .code }.map { $0 + 1 } ?? fields.endIndex
        fields.insert(.init(name: .door, text: door), at: place)
    }

    private func assembled(
        _ fields: [Request.Field],
        doorType: DoorType,
        door: String
    ) -> Request {
        func text(_ name: ParameterName) -> String {
            fields.first { $0.name == name }?.text ?? ""
        }
        let key = DoorKey(
            buildingId: text(.buildingId),
            code: text(.code),
            doorType: doorType,
            door: door
        )
        return Request(
            operation: operation.name,
            fields: fields,
            door: key,
            apartments: [],
            warnings: warnings,
            isOutline: rules.isOutline && operation.uses.contains { $0.name.parameter.isSecret }
        )
    }

    private mutating func checkTogether(_ fields: [Request.Field]) {
        func text(_ name: ParameterName) -> String? { fields.first { $0.name == name }?.text }
        if let start = text(.startTime).flatMap({ Int64($0) }),
            let end = text(.endTime).flatMap({ Int64($0) }), end <= start
        {
            add("endTime", "\(end) is not after startTime \(start); give a later end")
        }
        if !rules.allowsWeak, let password = text(.password),
            let weakness = PasswordRule.weakness(password, mobile: text(.authoredMobile) ?? "")
        {
            add("password", "weak, \(weakness.rawValue); give another, or allow_weak = true")
        }
    }

    private mutating func refuseUnknownNames() {
        for item in arguments.items
        where !operation.uses.contains(where: { $0.name.rawValue == item.name }) {
            let known = operation.uses.map(\.name.rawValue)
            let hint = NearestName.hint(item.name, among: known)
            add(item.name, "no such parameter\(hint)", isMisspelt: true)
        }
    }

    private mutating func add(_ name: String, _ reason: String, isMisspelt: Bool = false) {
        let path = arguments.origin.map { "\($0): \(name)" } ?? name
        problems.append(.init(path, reason, isMisspelt: isMisspelt))
    }

    // MARK: synchronize_apartments

    private mutating func synchronizeRequest() -> Request? {
        guard let list = arguments["apartmentList"] else {
            problems.append(.init("apartmentList", "missing; give a list of apartments"))
            return nil
        }
        guard case .list(let items) = list, !items.isEmpty else {
            problems.append(.init("apartmentList", "\(list.kind) given; give a list of apartments"))
            return nil
        }
        var apartments: [Apartment] = []
        apartments.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            guard case .table(let table) = item else {
                problems.append(.init("[\(index + 1)]", "\(item.kind) given; give a table"))
                continue
            }
            var draft = ApartmentDraft(table, path: "[\(index + 1)]")
            if let apartment = draft.apartment() { apartments.append(apartment) }
            problems += draft.problems
        }
        return problems.isEmpty ? Request(synchronizing: apartments) : nil
    }
}
