import Basics
import GRDB

/// The workspace's database of doors, grants and runs: the only place that knows who holds what.
///
/// All calls are synchronous, and safe from any thread.
public final class Register: Sendable {
    /// Unix seconds of the system's clock.
    public static let systemClock: @Sendable () -> Int64 = { System.now() }

    /// The file's path.
    public let path: String

    let store: Store
    let keys: Keyring
    let clock: @Sendable () -> Int64

    /// Makes an empty register that only its owner can read; what lies beside its place goes.
    ///
    /// - Throws: ``RegisterError/exists(_:)`` when there is one.
    public static func create(
        at path: String,
        sealing: any PasswordSealing,
        clock: @escaping @Sendable () -> Int64 = systemClock
    ) throws(RegisterError) -> Register {
        if System.exists(path) { throw .exists(path) }
        do throws(FileFailure) { try removeCompanions(of: path) } catch {
            throw .failed("\(error)")
        }
        do throws(System.Failure) {
            try System.createPrivate(path)
        } catch {
            if error.isExisting { throw .exists(path) }
            throw .failed("\(path): \(error.reason)")
        }
        return try Register(path, isNew: true, sealing, clock)
    }

    /// Opens the register and brings its tables up to date.
    ///
    /// - Throws: ``RegisterError/absent(_:)`` when there is none, ``RegisterError/damaged(_:)`` when
    ///   the file is empty.
    public static func open(
        at path: String,
        sealing: any PasswordSealing,
        clock: @escaping @Sendable () -> Int64 = systemClock
    ) throws(RegisterError) -> Register {
        guard System.exists(path) else { throw .absent(path) }
        return try Register(path, isNew: false, sealing, clock)
    }

    private init(
        _ path: String,
        isNew: Bool,
        _ sealing: any PasswordSealing,
        _ clock: @escaping @Sendable () -> Int64
    ) throws(RegisterError) {
        self.path = path
        self.clock = clock
        keys = Keyring(sealing: sealing)
        store = try Store(path, isNew: isNew)
    }

    /// Ends all use of the file; views made before fail from then on, snapshots apart.
    public func close() throws(RegisterError) { try store.close() }

    /// What the register holds, always as it was last committed.
    public func view(_ narrowing: Narrowing = .none) throws(RegisterError) -> RegisterView {
        RegisterView(base: .live(store), keys: keys, narrowing: narrowing, clock: clock)
    }

    /// What the register holds, for a run that alone changes its doors and grants, and that tells of
    /// each change with ``RegisterView/record(_:)`` before and ``RegisterView/forget(_:through:)``
    /// after its commit: what was read of other doors stays good.
    public func ownView(_ narrowing: Narrowing = .none) throws(RegisterError) -> RegisterView {
        RegisterView(base: .own(store), keys: keys, narrowing: narrowing, clock: clock)
    }

    /// What the register holds now, whatever is committed later: for dry runs.
    public func snapshot(_ narrowing: Narrowing = .none) throws(RegisterError) -> RegisterView {
        let frozen = try store.frozen()
        return RegisterView(base: .frozen(frozen), keys: keys, narrowing: narrowing, clock: clock)
    }

    /// Runs `body` with errors as the register's own.
    func using<Result>(_ body: () throws -> Result) throws(RegisterError) -> Result {
        do { return try body() } catch { throw Store.mapped(error) }
    }
}
