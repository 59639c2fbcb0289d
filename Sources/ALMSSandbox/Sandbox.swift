public import ALMS
import Synchronization

/// A stand-in for the service: all eight operations over real HTTP on a loopback port.
///
/// Its rules are `alms/API.md`'s, both sides where the document leaves them open
/// (``SandboxSettings``); its state is in SQLite; faults strike on demand (``Fault``). Beside the
/// interface it answers, without a token:
///
/// - `GET /sandbox/state`: everything it holds as NDJSON in a stable order;
/// - `GET /sandbox/requests`: how many requests came in, by operation, and by door for `remote_action`;
/// - `GET`, `PUT`, `DELETE /sandbox/faults`: the faults in force, a text form a line.
public final class Sandbox: Sendable {
    private let settings: SandboxSettings
    private let store: Store
    private let counter: Counter
    private let listener = Mutex<Listener?>(nil)

    /// Opens the state; listens only after ``start()``.
    ///
    /// - Throws: ``SandboxError/database(_:)``.
    public init(_ settings: SandboxSettings) throws(SandboxError) {
        self.settings = settings
        store = try Store(settings.database)
        counter = Counter(settings, store)
    }

    /// Listens; returns the port once requests are taken.
    ///
    /// Does nothing while it listens already.
    ///
    /// - Throws: ``SandboxError/portInUse(_:)``, ``SandboxError/cannotListen(_:)``.
    public func start() async throws -> Int {
        if let port = listener.withLock({ $0?.port }) { return port }
        let responder = Responder(counter, store, DateHeader(settings.unixSeconds))
        let started = try await Listener.start(port: settings.port, responder)
        listener.withLock { $0 = started }
        return started.port
    }

    /// Cuts every connection and stops listening; the state stays.
    public func stop() async {
        let running = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        await running?.stop()
    }

    /// Where to send requests while it listens: `http://127.0.0.1:PORT`.
    public var target: String? {
        listener.withLock { $0.map { "http://127.0.0.1:\($0.port)" } }
    }

    /// The faults in force.
    public var faults: [Fault] { counter.faults }

    /// Sets the faults; what they have counted begins anew.
    public func setFaults(_ faults: [Fault]) { counter.faults = faults }

    /// Whether it holds no door yet.
    public func isEmpty() throws -> Bool { try store.use { try DoorTable(db: $0).isEmpty() } }

    /// Puts an estate's doors, grants and openings into the state, all or nothing.
    public func fill(_ estate: DemoEstate) throws {
        try store.atomically { try Filling(db: $0).add(estate) }
    }

    /// Everything it holds, as `GET /sandbox/state` answers it.
    public func state() throws -> String {
        var bytes: [UInt8] = []
        var listing = StateListing(store)
        while let piece = try listing.next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// How many requests came in, as `GET /sandbox/requests` answers it.
    public func requestCounts() -> String { counter.requestCounts }

    /// Adds an opening to a door's log, as if somebody had opened it.
    ///
    /// - Parameters:
    ///   - door: which.
    ///   - opener: who, usually a mobile number.
    ///   - type: 0 the system, 1 WeChat, 2 app, 3 password, 4 interface.
    ///   - time: when, Unix seconds.
    /// - Throws: ``SandboxError/unknownDoor(_:)``.
    public func open(_ door: DoorKey, opener: String, type: Int, at time: Int64) throws {
        try store.use { db in
            guard let id = try DoorTable(db: db).id(door) else {
                throw SandboxError.unknownDoor(door)
            }
            try OpeningTable(db: db).add(id, time: time, type: type, opener: opener)
        }
    }
}
