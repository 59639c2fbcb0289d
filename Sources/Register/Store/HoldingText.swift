import ALMS

/// The open and the previous part of a grant as JSON, with passwords sealed.
enum HoldingText {
    static func text(of open: [Holding.Open], id: GrantID, keys: Keyring) throws -> String? {
        guard !open.isEmpty else { return nil }
        let items = try open.map { item in
            var members = [
                JSON.Member("wish", .string(item.wish.rawValue)),
                JSON.Member("unknown", .boolean(item.isUnknown)),
            ]
            if item.isDeclined { members.append(.init("declined", .boolean(true))) }
            if item.isExchange { members.append(.init("exchange", .boolean(true))) }
            let terms = try Self.members(of: item.terms, id: id, role: .asked, keys: keys)
            return JSON.object(members + terms)
        }
        return JSON.array(items).encoded
    }

    static func open(_ text: String) throws(RegisterError) -> [Holding.Open] {
        var open: [Holding.Open] = []
        for item in try items(text) {
            guard let wish = item["wish"]?.text.flatMap({ Wish(rawValue: $0) }) else {
                throw .damaged("an open wish without its kind")
            }
            let isUnknown = item["unknown"] == .boolean(true)
            open.append(
                .init(
                    wish: wish,
                    isUnknown: isUnknown,
                    terms: terms(item),
                    isDeclined: item["declined"] == .boolean(true),
                    isExchange: item["exchange"] == .boolean(true)
                )
            )
        }
        return open
    }

    /// One previous value as a JSON object.
    static func text(of item: Holding.Previous, id: GrantID, keys: Keyring) throws -> String {
        var members = [
            JSON.Member("run", .string(item.run)), JSON.Member("at", .integer(item.time)),
        ]
        if let settled = item.settled {
            members += [
                .init("removed", .boolean(settled.isRemoved)),
                .init("confidence", .string(settled.confidence.rawValue)),
                .init("confirmed", settled.confirmedAt.map { .integer($0) } ?? .null),
            ]
            members += try Self.members(of: settled.terms, id: id, role: .held, keys: keys)
        }
        return JSON.object(members).encoded
    }

    static func previous(_ text: String) throws(RegisterError) -> [Holding.Previous] {
        try items(text).map { item in
            let confidence = item["confidence"]?.text.flatMap { Confidence(rawValue: $0) }
            let settled = confidence.map { confidence in
                Holding.Settled(
                    isRemoved: item["removed"] == .boolean(true),
                    confidence: confidence,
                    confirmedAt: item["confirmed"]?.whole,
                    terms: terms(item)
                )
            }
            return Holding.Previous(
                run: item["run"]?.text ?? "",
                time: item["at"]?.whole ?? 0,
                settled: settled
            )
        }
    }

    private static func items(_ text: String) throws(RegisterError) -> [JSON] {
        guard let items = try? JSONParser.parse(text).items else {
            throw .damaged("an unreadable list in a grant")
        }
        return items
    }

    private static func members(
        of terms: Holding.Terms,
        id: GrantID,
        role: PasswordRole,
        keys: Keyring
    ) throws -> [JSON.Member] {
        var members = [
            JSON.Member("author", .string(terms.author)),
            JSON.Member("authoredName", .string(terms.authoredName)),
        ]
        if let start = terms.startTime { members.append(.init("startTime", .integer(start))) }
        if let end = terms.endTime { members.append(.init("endTime", .integer(end))) }
        if let sealed = try keys.sealed(terms.password, of: id, as: role) {
            members.append(.init("password", .string(sealed)))
        }
        return members
    }

    private static func terms(_ item: JSON) -> Holding.Terms {
        Holding.Terms(
            startTime: item["startTime"]?.whole,
            endTime: item["endTime"]?.whole,
            author: item["author"]?.text ?? "",
            authoredName: item["authoredName"]?.text ?? "",
            password: item["password"]?.text.map { .sealed($0) }
        )
    }
}
