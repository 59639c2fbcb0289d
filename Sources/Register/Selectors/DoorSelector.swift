public import ALMS

/// Which doors a script means (`LUA_API.md`, «Selectors»).
public struct DoorSelector: Sendable {
    /// Everything.
    public static let all = DoorSelector()

    /// The keys a table may have: wire names, short forms, and the doors' own.
    public static let keys: [String] =
        ["building"] + Catalogue.apartmentFields.map(\.rawValue)
        + ["mobile", "authoredMobile", "protected", "occupied", "all", "required"]

    /// Whether finding nothing is an error.
    public let isRequired: Bool

    let function: String
    var filter = DoorFilter()
    var mobile: String?

    /// Reads a table; an unknown `buildingId` is found only when the selection is made.
    ///
    /// - Throws: ``InvalidSelector`` with every complaint at once.
    public init(_ arguments: Arguments, function: String = "doors") throws(InvalidSelector) {
        self.function = function
        var draft = SelectorDraft(arguments, keys: Self.keys)
        filter.read(&draft)
        filter.isProtected = draft.flag("protected")
        filter.isOccupied = draft.flag("occupied")
        mobile = draft.text(.authoredMobile)
        _ = draft.flag("all")
        isRequired = draft.flag("required") ?? false
        try draft.finish(function)
    }

    /// All doors of an estate.
    public init(building: String) {
        self.init()
        filter.texts[.buildingId] = building
    }

    private init() {
        function = "doors"
        isRequired = false
    }
}
