public import ALMS
public import Register
public import Vault

extension Request {
    /// The request that gives a grant these terms: what somebody holds may be weak.
    ///
    /// Nil when a time is missing, or the password of a grant that is one.
    public init?(setting id: GrantID, _ terms: GrantTerms) {
        guard let start = terms.startTime, let end = terms.endTime else { return nil }
        var items: [Arguments.Item] = [
            .init("buildingId", .text(id.door.buildingId)), .init("code", .text(id.door.code)),
            .init("doorType", .text(id.door.doorType.wireText)), .init("door", .text(id.door.door)),
            .init("startTime", .integer(start)), .init("endTime", .integer(end)),
            .init("author", .text(terms.author)), .init("authoredName", .text(terms.authoredName)),
            .init("authoredMobile", .text(id.authoredMobile)),
        ]
        if id.kind == .password {
            guard let password = terms.password else { return nil }
            items.append(.init("password", .secret(password.reveal())))
        }
        let operation: OperationName = id.kind == .auth ? .auth : .generatePassword
        let rules = RequestRules(allowsWeak: true)
        guard let request = try? Request(operation, Arguments(items), rules: rules) else {
            return nil
        }
        self = request
    }
}

extension Request {
    /// Whether the request lets somebody in from a time before `now`, Unix seconds, on: by more than
    /// the minute that a request may take.
    func startsBefore(_ now: Int64) -> Bool {
        guard let start = self[.startTime].flatMap({ Int64($0) }) else { return false }
        return start < now - 60
    }
}

extension GrantRow {
    /// What the grant gives, with `password`.
    public func terms(_ password: Secret?) -> GrantTerms {
        GrantTerms(
            startTime: startTime,
            endTime: endTime,
            author: author,
            authoredName: authoredName,
            password: password
        )
    }
}
