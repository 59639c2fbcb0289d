import ALMS
import ALMSClient
import ALMSSandbox
import Runs
import Testing

/// Where the requests of a test go: the same closure has to come to the same with each.
enum Surface: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case http

    var testDescription: String { rawValue }
}

/// What goes wrong with one operation, every time.
enum Trouble: String {
    case refused
    case offline
    case lost
    case busy
    case unreadable

    /// As the sandbox is told.
    fileprivate func fault(_ operation: OperationName) -> String {
        switch self {
        case .refused: "refuse:满,operation=\(operation.rawValue)"
        case .offline: "lock-offline:operation=\(operation.rawValue)"
        case .lost: "cut-before:operation=\(operation.rawValue)"
        case .busy: "http-503:operation=\(operation.rawValue)"
        case .unreadable: "garbage:operation=\(operation.rawValue)"
        }
    }

    fileprivate var event: TransportEvent {
        switch self {
        case .refused: ScriptedService.no("满")
        case .offline: ScriptedService.no("LOCK_NOT_ONLINE")
        case .lost: .noAnswer("cut")
        case .busy: .answered(status: 503, retryAfter: nil, body: [])
        case .unreadable: .answered(status: 200, retryAfter: nil, body: Array("{".utf8))
        }
    }
}

extension Surface {
    /// Lets `body` work with a service that knows the workspace's doors; `operation` is in trouble.
    func serve(
        _ workspace: TestWorkspace,
        _ trouble: Trouble? = nil,
        with operation: OperationName = .generatePassword,
        _ body: (any Service) async throws -> Void
    ) async throws {
        switch self {
        case .memory:
            let event = trouble?.event ?? ScriptedService.yes
            try await body(
                ScriptedService { request, _ in
                    [request.operation == operation ? event : ScriptedService.yes]
                }
            )
        case .http:
            try await serveOverHTTP(workspace, trouble.map { [$0.fault(operation)] } ?? [], body)
        }
    }

    private func serveOverHTTP(
        _ workspace: TestWorkspace,
        _ faults: [String],
        _ body: (any Service) async throws -> Void
    ) async throws {
        var rules = SandboxSettings(partnerId: "p1", secret: "s3cr3t")
        rules.unixSeconds = { TestWorkspace.now }
        let sandbox = try Sandbox(rules)
        let port = try await sandbox.start()
        var world = Surroundings.system
        world.unixSeconds = { TestWorkspace.now }
        var settings = ClientSettings.sandbox
        settings.attempts = 1
        let client = try ALMSClient(
            target: "http://127.0.0.1:\(port)",
            credentials: Credentials(partnerId: "p1", secret: "s3cr3t"),
            settings: settings,
            surroundings: world
        )
        do {
            let doors = [workspace.entrance, workspace.room, workspace.store]
            let apartments = doors.map { Apartment(key: $0, name: "2501") }
            _ = await client.call(Request(synchronizing: apartments), journal: Silence())
            sandbox.setFaults(try faults.map { try Fault($0) })
            try await body(client)
        } catch {
            await client.shutdown()
            await sandbox.stop()
            throw error
        }
        await client.shutdown()
        await sandbox.stop()
    }
}

/// A journal that keeps nothing.
private struct Silence: AttemptJournal {
    func willSend(_ stamp: Stamp, attempt number: Int) async throws {}

    func didReceive(_ attempt: Attempt, number: Int, duration: Int64) async {}
}
