import ALMS
public import Register

/// What somebody holds at a door as a plan tells of it: without any password.
public struct HeldGrant: Sendable, Equatable {
    /// Authorization or password.
    public let kind: GrantKind
    /// Whether the service said that it is gone.
    public let isRemoved: Bool
    /// From when, Unix seconds; nil when nobody knows.
    public let startTime: Int64?
    /// Until when, Unix seconds; nil when nobody knows.
    public let endTime: Int64?
    /// Who granted.
    public let author: String
    /// The holder's name.
    public let authoredName: String
    /// What was asked and is not settled, or was to be removed and was not.
    let unsettled: String

    init(_ row: GrantRow) {
        kind = row.kind
        isRemoved = row.status == .removed
        startTime = row.startTime
        endTime = row.endTime
        author = row.author
        authoredName = row.authoredName
        unsettled = row.isRemovalDeclined ? "declined" : row.unsettled?.rawValue ?? ""
    }

    /// What `request`, a set one, makes of it.
    init(set request: Request, _ kind: GrantKind) {
        self.kind = kind
        isRemoved = false
        startTime = request.integer(.startTime)
        endTime = request.integer(.endTime)
        author = request[.author] ?? ""
        authoredName = request[.authoredName] ?? ""
        unsettled = ""
    }

    var json: JSON {
        var members: [JSON.Member] = [.init("kind", .string(kind.rawValue))]
        if let startTime { members.append(.init("startTime", .integer(startTime))) }
        if let endTime { members.append(.init("endTime", .integer(endTime))) }
        members.append(.init("author", .string(author)))
        members.append(.init("authoredName", .string(authoredName)))
        if !unsettled.isEmpty { members.append(.init("unsettled", .string(unsettled))) }
        return .object(members)
    }

    /// Reads what ``json`` writes; nil for anything else.
    init?(_ json: JSON) {
        guard let kind = json["kind"]?.text.flatMap({ GrantKind(rawValue: $0) }) else {
            return nil
        }
        self.kind = kind
        isRemoved = false
        startTime = json["startTime"]?.whole
        endTime = json["endTime"]?.whole
        author = json["author"]?.text ?? ""
        authoredName = json["authoredName"]?.text ?? ""
        unsettled = json["unsettled"]?.text ?? ""
    }

    /// The names of what is otherwise in `other`; `state` when there is none.
    func differences(from other: HeldGrant?) -> [String] {
        guard let other else { return ["state"] }
        var names: [String] = []
        if startTime != other.startTime { names.append("startTime") }
        if endTime != other.endTime { names.append("endTime") }
        if author != other.author { names.append("author") }
        if authoredName != other.authoredName { names.append("authoredName") }
        if unsettled != other.unsettled { names.append("unsettled") }
        return names
    }
}
