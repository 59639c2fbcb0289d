import Runs

/// Which item of which `each` is at work: where a call belongs in a plan and in a report.
///
/// One is current at any time; whoever waits keeps it and makes it current again when it goes on.
final class ItemContext {
    /// The item's serial number in the run; nil in the main chunk.
    let item: Int?
    /// The list's serial number and length.
    let list: (serial: Int, count: Int)?
    private let parent: ItemContext?
    /// How many `pcall` are open around what runs.
    var pcallDepth = 0
    /// Whether the password that is removed now has another one following at once.
    var isExchange = false
    /// Whether what is taken away now leaves the door empty, once nobody else is there.
    var vacates = false
    /// Why what is taken away now may leave an occupied door without a way in; nil: it may not.
    var lockedOut: String?
    /// Whether an old password is given back whose new one did not come.
    var isReturn = false
    private(set) var hasSent = false
    private(set) var wasUnchanged = false

    /// The main chunk.
    init() {
        item = nil
        list = nil
        parent = nil
    }

    /// An item, begun where `parent` is at work.
    init(item: Int, list: (serial: Int, count: Int), parent: ItemContext) {
        self.item = item
        self.list = list
        self.parent = parent
        pcallDepth = parent.pcallDepth
    }

    /// How the run is to be told.
    var scope: CallScope {
        CallScope(
            item: item,
            parent: parent?.item,
            list: list?.serial,
            listCount: list?.count,
            insidePcall: pcallDepth > 0,
            isExchange: isExchange,
            vacates: vacates,
            lockedOut: lockedOut,
            isReturn: isReturn
        )
    }

    /// Whether nothing had to be sent for it, and nothing was.
    var isUnchanged: Bool { wasUnchanged && !hasSent }

    /// Something that changes the service was wanted.
    func noteSent() {
        hasSent = true
        parent?.noteSent()
    }

    /// Something was found to be as it should be.
    func noteUnchanged() {
        wasUnchanged = true
        parent?.noteUnchanged()
    }
}
