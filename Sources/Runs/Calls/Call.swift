public import ALMS

/// One thing that a script wants of the service.
public struct Call: Sendable {
    /// What is wanted.
    public let request: Request
    /// Where in the script it was wanted.
    public let scope: CallScope
    /// The first intent of the same call in an earlier part of the run, whose outcome is unknown.
    let continuing: Int?
    /// The door's last intent before this run, where it is known.
    var lastSeq: Int?
    /// Whether it lets somebody in at a door that stands empty.
    var movesIn = false

    /// Makes a call.
    public init(_ request: Request, scope: CallScope = CallScope()) {
        self.init(request, scope: scope, continuing: nil)
    }

    init(_ request: Request, scope: CallScope = CallScope(), continuing: Int?) {
        self.request = request
        self.scope = scope
        self.continuing = continuing
    }
}

/// Where in a script a call was made.
public struct CallScope: Sendable, Hashable {
    /// The serial number, within the run, of the `each` item; nil outside of any.
    public var item: Int?
    /// The item within which that `each` was called; nil when the main chunk called it.
    public var parent: Int?
    /// The serial number, within the run, of the `each` that the item belongs to.
    public var list: Int?
    /// How many items that list has.
    public var listCount: Int?
    /// Whether the script catches what goes wrong.
    public var insidePcall: Bool
    /// Whether it is the removal of a password that another one follows at once.
    public var isExchange: Bool
    /// Whether it takes somebody out of a door that counts as empty once nobody else is there.
    public var vacates: Bool
    /// Why it may leave an occupied door without a way in; nil: it may not.
    public var lockedOut: String?
    /// Whether it gives an old password back whose new one did not come.
    public var isReturn: Bool

    /// Makes a scope; without arguments, the script's main chunk.
    public init(
        item: Int? = nil,
        parent: Int? = nil,
        list: Int? = nil,
        listCount: Int? = nil,
        insidePcall: Bool = false,
        isExchange: Bool = false,
        vacates: Bool = false,
        lockedOut: String? = nil,
        isReturn: Bool = false
    ) {
        self.item = item
        self.parent = parent
        self.list = list
        self.listCount = listCount
        self.insidePcall = insidePcall
        self.isExchange = isExchange
        self.vacates = vacates
        self.lockedOut = lockedOut
        self.isReturn = isReturn
    }
}
