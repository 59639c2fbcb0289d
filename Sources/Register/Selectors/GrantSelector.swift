public import ALMS

/// Which grants a script means (`LUA_API.md`, «Selectors»).
public struct GrantSelector: Sendable {
    /// What `state` may be.
    enum StateChoice: String, CaseIterable {
        case active
        case ended
        case removed
        case any
    }

    /// All active grants.
    public static let all = GrantSelector()

    /// The keys a table may have.
    public static let keys: [String] =
        ["building"] + Catalogue.apartmentFields.map(\.rawValue)
        + [
            "mobile", "authoredMobile", "authoredName", "author", "startTime", "endTime", "kind",
            "expiring_within", "weak", "shared", "unconfirmed_for", "state", "protected",
            "occupied", "all", "required",
        ]

    /// Whether finding nothing is an error.
    public let isRequired: Bool
    /// Only grants that are this sure, for commands: no key of a table says it.
    ///
    /// Nil: any.
    public var confidences: Set<Confidence>?
    /// Only grants of this status.
    ///
    /// Nil: any.
    public var status: GrantStatus? = .active

    let function: String
    var filter = DoorFilter()
    var mobile: String?
    var authoredName: String?
    var author: String?
    var startTime: Int64?
    var endTime: Int64?
    var kind: GrantKind?
    var expiringWithin: Int64?
    var unconfirmedFor: Int64?
    var isWeak: Bool?
    var isShared: Bool?

    /// Reads a table; an unknown `buildingId` is found only when the selection is made.
    ///
    /// - Throws: ``InvalidSelector`` with every complaint at once.
    public init(_ arguments: Arguments, function: String = "grants") throws(InvalidSelector) {
        self.function = function
        var draft = SelectorDraft(arguments, keys: Self.keys)
        filter.read(&draft)
        filter.isProtected = draft.flag("protected")
        filter.isOccupied = draft.flag("occupied")
        mobile = draft.text(.authoredMobile)
        authoredName = draft.text(.authoredName)
        author = draft.text(.author)
        startTime = draft.time(.startTime)
        endTime = draft.time(.endTime)
        kind = draft.choice("kind", of: GrantKind.self)
        expiringWithin = draft.span("expiring_within")
        unconfirmedFor = draft.span("unconfirmed_for")
        isWeak = draft.flag("weak")
        isShared = draft.flag("shared")
        if let choice = draft.choice("state", of: StateChoice.self) {
            status = GrantStatus(rawValue: choice.rawValue)
        }
        _ = draft.flag("all")
        isRequired = draft.flag("required") ?? false
        try draft.finish(function)
    }

    /// All active grants of an estate.
    public init(building: String) {
        self.init()
        filter.texts[.buildingId] = building
    }

    /// All active grants of a person.
    public init(mobile: String) {
        self.init()
        self.mobile = mobile
    }

    private init() {
        function = "grants"
        isRequired = false
    }

    /// Whether passwords must be opened to decide.
    var readsPasswords: Bool { isWeak != nil || isShared != nil }

    /// The keys of a table that say whose grant is meant, and where; not what it is like.
    public static let identifyingKeys: Set<String> = Set(
        ["building", "mobile", "authoredMobile", "authoredName", "kind", "protected", "occupied"]
            + ["all"] + Catalogue.apartmentFields.map(\.rawValue)
    )

    /// Whether a grant is meant that the register need not have yet, by whose it is and where.
    public func means(_ id: GrantID, at door: DoorRow?, authoredName name: String) -> Bool {
        if let kind, id.kind != kind { return false }
        if let mobile, id.authoredMobile != mobile { return false }
        if let authoredName, name != authoredName { return false }
        return filter.matches(door ?? DoorRow(id: 0, key: id.door))
    }

    /// All but the door and the passwords.
    func matches(_ row: GrantRow, now: Int64) -> Bool {
        if let kind, row.kind != kind { return false }
        if let mobile, row.authoredMobile != mobile { return false }
        if let status, row.status != status { return false }
        if let confidences, !confidences.contains(row.confidence) { return false }
        if let authoredName, row.authoredName != authoredName { return false }
        if let author, row.author != author { return false }
        if let startTime, row.startTime != startTime { return false }
        if let endTime, row.endTime != endTime { return false }
        return matchesTimes(row, now: now)
    }

    private func matchesTimes(_ row: GrantRow, now: Int64) -> Bool {
        if let expiringWithin {
            guard let end = row.endTime, end >= now, end - now <= expiringWithin else {
                return false
            }
        }
        if let unconfirmedFor, row.confidence == .confirmed, let confirmed = row.confirmedAt {
            return now - confirmed > unconfirmedFor
        }
        return true
    }
}
