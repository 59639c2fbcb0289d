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
        case frozen(DatabaseQueue)
    }

    /// What is left of every selection.
    public let narrowing: Narrowing

    private let base: Base
    private let keys: Keyring
    private let clock: @Sendable () -> Int64
    private let overlay = Mutex(Overlay())

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
    public var isChanged: Bool { overlay.withLock { !$0.isEmpty } }

    /// Shows `effects` from now on, over what the database holds.
    ///
    /// - Returns: a ticket for ``forget(through:)``.
    @discardableResult
    public func record(_ effects: [Effect]) -> Int { overlay.withLock { $0.record(effects) } }

    /// Drops what was recorded up to `ticket`: it stands in the database now.
    public func forget(through ticket: Int) { overlay.withLock { $0.forget(through: ticket) } }

    /// Runs `body` with the database and the overlay.
    func reading<Result: Sendable>(
        _ body: (Reading, inout Overlay) throws -> Result
    ) throws -> Result {
        try overlay.withLock { overlay in
            try Store.mapping {
                switch base {
                case .live(let store):
                    try store.read { try body(reading($0), &overlay) }
                case .frozen(let queue):
                    try queue.unsafeRead { try body(reading($0), &overlay) }
                }
            }
        }
    }

    /// The same, with every error as the register's own.
    func using<Result: Sendable>(
        _ body: (Reading, inout Overlay) throws -> Result
    ) throws(RegisterError) -> Result {
        do { return try reading(body) } catch { throw Store.mapped(error) }
    }

    private func reading(_ db: Database) -> Reading { Reading(db: db, keys: keys, now: clock()) }
}
