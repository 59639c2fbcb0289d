import ALMS
import Foundation
import Register
import RequestLog
import Runs
import Synchronization
import Vault

/// A service that answers as a test says, attempt by attempt, and remembers what it was sent.
final class ScriptedService: Service {
    private let sent = Mutex<[Request]>([])
    private let answers: @Sendable (Request, Int) -> [TransportEvent]
    private let sending: @Sendable () -> Void

    /// - Parameters:
    ///   - sending: called when an attempt goes out.
    ///   - answers: the events of a call's attempts, given how many calls came before.
    init(
        sending: @escaping @Sendable () -> Void = {},
        _ answers: @escaping @Sendable (Request, Int) -> [TransportEvent]
    ) {
        self.sending = sending
        self.answers = answers
    }

    /// One that says yes to everything.
    static func agreeing(sending: @escaping @Sendable () -> Void = {}) -> ScriptedService {
        ScriptedService(sending: sending) { _, _ in [Self.yes] }
    }

    static let yes = TransportEvent.answered(
        status: 200,
        retryAfter: nil,
        body: Array(#"{"success":true,"desc":""}"#.utf8)
    )

    static func no(_ desc: String) -> TransportEvent {
        let body = #"{"success":false,"desc":"\#(desc)"}"#
        return .answered(status: 200, retryAfter: nil, body: Array(body.utf8))
    }

    var requests: [Request] { sent.withLock { $0 } }

    func call(_ request: Request, journal: any AttemptJournal) async -> CallResult {
        let before = sent.withLock { sent in
            sent.append(request)
            return sent.count - 1
        }
        var attempts: [Attempt] = []
        for (index, event) in answers(request, before).enumerated() {
            do {
                try await journal.willSend(.fresh(timestamp: 1_764_550_800), attempt: index + 1)
            } catch {
                return CallResult(Attempt(.notSent("\(error)"), of: request.operation), attempts: 0)
            }
            sending()
            let attempt = Attempt(event, of: request.operation)
            await journal.didReceive(attempt, number: index + 1, duration: 1000)
            attempts.append(attempt)
        }
        return CallResult(attempts)
            ?? CallResult(Attempt(.notSent("nothing to do"), of: request.operation), attempts: 0)
    }
}

/// A service that answers yes, but to the requests that it holds not before it is let.
final class HeldService: Service {
    private let holds: @Sendable (Request) -> Bool
    private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>(
        (false, [])
    )

    init(_ holds: @escaping @Sendable (Request) -> Bool = { _ in true }) { self.holds = holds }

    /// How many calls wait for their answer.
    var held: Int { state.withLock { $0.waiters.count } }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func call(_ request: Request, journal: any AttemptJournal) async -> CallResult {
        try? await journal.willSend(.fresh(timestamp: 1_764_550_800), attempt: 1)
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if state.isOpen || !holds(request) { return true }
                state.waiters.append(waiter)
                return false
            }
            if isOpen { waiter.resume() }
        }
        let attempt = Attempt(ScriptedService.yes, of: request.operation)
        await journal.didReceive(attempt, number: 1, duration: 1000)
        return CallResult(attempt, attempts: 1)
    }
}

/// A real workspace in a folder of its own: register, log and keys on disk.
final class TestWorkspace {
    static let now: Int64 = 1_764_550_800
    let folder: String
    let vault: Vault
    let register: Register
    let entrance = DoorKey(buildingId: "B001", code: "1001", doorType: .main, door: "")
    let room = DoorKey(buildingId: "B001", code: "1001", doorType: .inner, door: "甲")
    let store = DoorKey(buildingId: "B002", code: "2001", doorType: .main, door: "")

    /// An empty one begins with nothing in its register.
    init(isEmpty: Bool = false) throws {
        folder = NSTemporaryDirectory() + "yeeuu-runs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        vault = try Vault.create(
            at: folder + "/keys",
            name: Vault.newName(),
            partnerSecret: Secret("s3cr3t")
        )
        register = try Register.create(
            at: folder + "/register.sqlite",
            sealing: vault,
            clock: { Self.now }
        )
        let options = try RunResources.logOptions(vault)
        _ = try LogWriter.create(at: folder + "/log", options: options)
        if !isEmpty { try fill(register) }
    }

    /// The other one as it lies on the disk, as if its processes had been killed at this moment.
    init(killed other: TestWorkspace) throws {
        folder = NSTemporaryDirectory() + "yeeuu-runs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["register.sqlite", "register.sqlite-wal", "keys", "log"]
        where FileManager.default.fileExists(atPath: "\(other.folder)/\(name)") {
            try FileManager.default.copyItem(
                atPath: "\(other.folder)/\(name)",
                toPath: "\(folder)/\(name)"
            )
        }
        vault = try Vault.open(at: folder + "/keys")
        register = try Register.open(
            at: folder + "/register.sqlite",
            sealing: vault,
            clock: { Self.now }
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The estate that a register begins with that is not empty.
    func fill(_ register: Register) throws {
        let doors = [entrance, room, store].map { EstateDoor(Apartment(key: $0, name: "2501")) }
        func password(_ door: DoorKey, _ mobile: String, _ digits: String) -> EstateGrant {
            let terms = GrantTerms(
                startTime: Self.now - 1000,
                endTime: Self.now + 100_000,
                author: "office",
                authoredName: "王芳",
                password: Secret(digits)
            )
            return EstateGrant(door: door, kind: .password, authoredMobile: mobile, terms: terms)
        }
        try register.load(
            doors,
            [
                password(entrance, "13800000001", "7351948264"),
                password(room, "13800000001", "8264917350"),
                password(room, "13800000002", "5937162048"),
            ]
        )
    }

    func resources(
        _ service: any Service,
        register other: Register? = nil
    ) throws -> RunResources {
        try RunResources.open(
            .init(workspace: folder),
            register: other ?? register,
            vault: vault,
            service: service
        )
    }

    /// The register as another process has it open.
    func otherRegister() throws -> Register {
        try Register.open(at: register.path, sealing: vault, clock: { Self.now })
    }

    /// How the register stands to the log, after somebody who reads it has brought it up.
    func status() async -> RegisterStatus {
        await Mending(.init(workspace: folder), register, vault.sealing).refresh(vault)
    }

    func setup(_ mode: RunMode) -> RunSetup {
        var setup = RunSetup(mode: mode, script: "test.lua", target: "sandbox")
        setup.operatorName = "wang"
        setup.partnerId = "p1"
        return setup
    }

    func set(
        _ password: String,
        at door: DoorKey,
        for mobile: String = "13800000001"
    ) throws -> Request {
        try Request(
            .generatePassword,
            Arguments(
                identity(door) + [
                    .init("startTime", .integer(Self.now - 1000)),
                    .init("endTime", .integer(Self.now + 100_000)),
                    .init("author", .text("office")), .init("authoredName", .text("王芳")),
                    .init("authoredMobile", .text(mobile)), .init("password", .text(password)),
                ]
            )
        )
    }

    func remove(_ mobile: String, at door: DoorKey) throws -> Request {
        try Request(
            .removePassword,
            Arguments(identity(door) + [.init("authoredMobile", .text(mobile))])
        )
    }

    func open(_ door: DoorKey) throws -> Request {
        try Request(
            .remoteAction,
            Arguments(identity(door) + [.init("operator", .text("13800000009"))])
        )
    }

    private func identity(_ door: DoorKey) -> [Arguments.Item] {
        [
            .init("buildingId", .text(door.buildingId)), .init("code", .text(door.code)),
            .init("doorType", .text(door.doorType.wireText)), .init("door", .text(door.door)),
        ]
    }

    /// The password of a person at a door as the register has it, with those that are unsettled.
    func password(
        _ door: DoorKey,
        _ mobile: String = "13800000001"
    ) throws -> (
        current: String?, pending: [String?], confidence: Confidence?
    ) {
        let id = GrantID(door: door, kind: .password, authoredMobile: mobile)
        let view = try register.view()
        return (
            try view.password(of: id)?.reveal(),
            try view.pending(of: id).map { $0.password?.reveal() },
            try view.grant(id)?.confidence
        )
    }

    /// The log's lines.
    func entries() throws -> [LogLine] {
        try LogReader(folder + "/log").lines(LogFilter())
    }
}

extension Run {
    /// Decides and, where it has to be, sends.
    func perform(_ request: Request, scope: CallScope = CallScope()) async -> CallReply {
        switch begin(Call(request, scope: scope)) {
        case .settled(let reply): reply
        case .send(let ticket): await send(ticket)
        }
    }
}

/// Words that a test gathers from any thread.
final class Words: Sendable {
    private let words = Mutex<[String]>([])

    var all: [String] { words.withLock { $0 } }

    func add(_ text: String) { words.withLock { $0.append(text) } }
}

extension LogEntry {
    /// The intent of a run whose process dies before the answer.
    static func asking(_ request: Request, run: String) -> LogEntry {
        let door = request.door.map {
            LogDoor(
                buildingID: $0.buildingId,
                code: $0.code,
                doorType: $0.doorType.wireText,
                door: $0.door
            )
        }
        let parameters: [LogField] = request.fields.map { field in
            field.name.parameter.exposure == .open
                ? .clear(field.name.rawValue, .text(field.text))
                : .committed(field.name.rawValue, .text(field.text))
        }
        return .intent(
            run: run,
            operation: request.operation.rawValue,
            door: door,
            attempt: 1,
            parameters: parameters
        )
    }
}
