import ALMS
import GRDB
import Synchronization

/// What a script or a command sees of the register: its rows, and changes that are not committed.
///
/// A dry run records its planned writes, so that later selections show them, and throws the view
/// away. A live run may record outcomes at once and forget them when they are committed.
public final class RegisterView: Sendable {
    /// How many holders of one door draw a warning; a lock has 50 places (`alms/API.md`).
    public static let crowd = 45

    enum Base {
        case live(Store)
        /// Only effects that the view is told of change it.
        case own(Store)
        case frozen(DatabaseQueue)
    }

    /// What is left of every selection.
    public let narrowing: Narrowing

    private let base: Base
    private let keys: Keyring
    private let clock: @Sendable () -> Int64
    private let state = Mutex(State())

    private struct State {
        var overlay = Overlay()
        var pages = DoorPages()
    }

    init(
        base: Base,
        keys: Keyring,
        narrowing: Narrowing,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.base = base
        self.keys = keys
        self.narrowing = narrowing
        self.clock = clock
    }

    /// Unix seconds, by which grants end.
    public var now: Int64 { clock() }

    /// Whether anything is recorded that the database does not show.
    public var isChanged: Bool { state.withLock { !$0.overlay.isEmpty } }

    /// Shows `effects` from now on, over what the database holds.
    ///
    /// - Returns: a ticket for ``forget(_:through:)``.
    @discardableResult
    public func record(_ effects: [Effect]) -> Int {
        state.withLock { $0.overlay.record(effects) }
    }

    /// Drops what was recorded up to `ticket` of the doors of `effects`: it stands in the database now.
    public func forget(_ effects: [Effect], through ticket: Int) {
        state.withLock { state in
            state.overlay.forget(effects, through: ticket)
            for effect in effects { for part in effect.parts { state.pages.drop(part.door) } }
        }
    }

    /// A door and as much of its grants as is needed, as they are now.
    ///
    /// - Parameters:
    ///   - key: the door's key.
    ///   - need: what has to be known of its grants.
    ///   - asked: what the door is looked at after, beside what is recorded; nil: nothing that is
    ///     recorded counts either.
    /// - Returns: nil when there is no such door.
    /// - Throws: when the database cannot be read.
    func sight(
        of key: DoorKey,
        _ need: DoorPage.Need,
        after asked: [Part]? = []
    ) throws(RegisterError) -> DoorSight? {
        try mapped {
            try state.withLock { state in
                let parts = asked.map { state.overlay.parts(of: key).adding($0) } ?? DoorParts()
                if let page = known(key, need, state.pages) {
                    if page == nil, parts.isEmpty { return nil }
                    if let page, let sight = sight(page, parts) { return sight }
                }
                return try read { db in
                    let page = try page(key, need, &state.pages, db)
                    if let page, let sight = sight(page, parts) { return sight }
                    if page == nil, parts.isEmpty { return nil }
                    let row = try reading(db).door(key, &state.overlay)
                    return row.map { sight(page, parts, DoorStanding($0)) }
                }
            }
        }
    }

    private func known(
        _ key: DoorKey,
        _ need: DoorPage.Need,
        _ pages: DoorPages
    ) -> DoorPage?? {
        switch base {
        case .frozen, .own: pages.known(key, need)
        case .live(let store): pages.known(key, need, in: store)
        }
    }

    private func page(
        _ key: DoorKey,
        _ need: DoorPage.Need,
        _ pages: inout DoorPages,
        _ db: Database
    ) throws -> DoorPage? {
        switch base {
        case .frozen, .own: try pages.page(key, need, still: db)
        case .live(let store): try pages.page(key, need, store, changing: db)
        }
    }

    /// The sight of a stored door; nil when parts change the door itself.
    private func sight(_ page: DoorPage, _ parts: DoorParts) -> DoorSight? {
        parts.doorChanges > 0 ? nil : sight(page, parts, parts.applied(to: page.door))
    }

    private func sight(
        _ page: DoorPage?,
        _ parts: DoorParts,
        _ door: DoorStanding
    ) -> DoorSight {
        DoorSight(page: page, parts: parts, door: door, keys: keys, now: clock())
    }

    private func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        switch base {
        case .live(let store), .own(let store): try store.read(body)
        case .frozen(let queue): try Store.mapping { try queue.unsafeRead(body) }
        }
    }

    /// Runs `body` with the database and the overlay.
    func reading<Result: Sendable>(
        _ body: (Reading, inout Overlay) throws -> Result
    ) throws -> Result {
        try state.withLock { state in
            try read { try body(reading($0), &state.overlay) }
        }
    }

    /// The same, with every error as the register's own.
    func using<Result: Sendable>(
        _ body: (Reading, inout Overlay) throws -> Result
    ) throws(RegisterError) -> Result {
        try mapped { try reading(body) }
    }

    /// Runs `body` with errors as the register's own.
    func mapped<Result>(_ body: () throws -> Result) throws(RegisterError) -> Result {
        do { return try body() } catch { throw Store.mapped(error) }
    }

    private func reading(_ db: Database) -> Reading { Reading(db: db, keys: keys, now: clock()) }
}
