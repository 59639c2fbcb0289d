extension Request {
    /// The request that a log entry or a plan tells of, by the same rules as one from a script.
    ///
    /// Any mobile that is not blank passes, and any legal password, weak or not: what was sent once
    /// may be sent again. Nil when anything else is wrong with it.
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
        guard let request = try? Request(checking: operation, texts: texts) else { return nil }
        let isLocated = operation.operation.takes(.buildingId) || request.door == nil
        self = isLocated ? request : request.located(in: door?.buildingId ?? "")
    }

    /// The request of parameters as they travel, by the rules of ``init(restoring:texts:door:)``.
    ///
    /// - Parameters:
    ///   - operation: the operation.
    ///   - texts: the parameters under their wire names; others are ignored.
    ///   - isOutline: whether its secrets are left out, and not looked for.
    /// - Throws: ``InvalidArguments`` with every complaint at once; no password stands in it.
    public init(
        checking operation: OperationName,
        texts: [String: String],
        isOutline: Bool = false
    ) throws(InvalidArguments) {
        var rules = RequestRules(mobile: .any, allowsWeak: true)
        rules.isOutline = isOutline
        var items: [Arguments.Item] = []
        for use in operation.operation.uses {
            guard !isOutline || !use.name.parameter.isSecret,
                let text = texts[use.name.rawValue]
            else { continue }
            items.append(.init(use.name.rawValue, Self.value(of: use.name, text)))
        }
        let request = try Request(operation, Arguments(items), rules: rules)
        // What is odd was said when it was first made.
        self.init(
            operation: request.operation,
            fields: request.fields,
            door: request.door,
            apartments: request.apartments,
            warnings: [],
            isOutline: request.isOutline
        )
    }

    private static func value(of name: ParameterName, _ text: String) -> ArgumentValue {
        switch name.parameter.form {
        case .time, .positive:
            if let number = Int64(text), String(number) == text { return .integer(number) }
            return .text(text)
        case .password: return .secret(text)
        case .apartments:
            guard let items = try? JSONParser.parse(text).items else { return .text(text) }
            return .list(items.map(apartment))
        default: return .text(text)
        }
    }

    private static func apartment(_ item: JSON) -> ArgumentValue {
        guard case .object(let members) = item else { return .other("no apartment") }
        return .table(
            Arguments(
                members.map { .init($0.name, $0.value.text.map { .text($0) } ?? .other("no text")) }
            )
        )
    }
}
