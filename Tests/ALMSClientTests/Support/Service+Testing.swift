import ALMS
import ALMSClient
import ALMSSandbox

/// A sandbox with the three doors of ``Estate`` and a client for it; both end with `body`.
func withSandbox(
    _ faults: [String] = [],
    settings: ClientSettings = .sandbox,
    world: World = World(),
    secret: String = "s3cr3t",
    notice: @escaping @Sendable (ClientNotice) -> Void = { _ in },
    adjust: (inout SandboxSettings) -> Void = { _ in },
    _ body: (ALMSClient, Sandbox) async throws -> Void
) async throws {
    var rules = SandboxSettings(partnerId: "partner", secret: "s3cr3t")
    adjust(&rules)
    let sandbox = try Sandbox(rules)
    let port = try await sandbox.start()
    let client = try ALMSClient(
        target: "http://127.0.0.1:\(port)",
        credentials: Credentials(partnerId: "partner", secret: secret),
        settings: settings,
        surroundings: world.surroundings,
        notice: notice
    )
    do {
        if secret == "s3cr3t" {
            let helper = try ALMSClient(
                target: "http://127.0.0.1:\(port)",
                credentials: Credentials(partnerId: "partner", secret: secret),
                settings: .sandbox
            )
            _ = await helper.call(Requests.synchronize(Estate.all), journal: Recorder())
            await helper.shutdown()
        }
        sandbox.setFaults(try faults.map { try Fault($0) })
        try await body(client, sandbox)
    } catch {
        await client.shutdown()
        await sandbox.stop()
        throw error
    }
    await client.shutdown()
    await sandbox.stop()
}

/// Waits until `condition` holds; false when it never does.
func eventually(_ condition: () -> Bool) async -> Bool {
    for _ in 0..<2000 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return false
}

extension Sandbox {
    /// How many requests of `operation` came in.
    func count(_ operation: OperationName) -> Int {
        for line in requestCounts().split(separator: "\n") {
            guard let json = try? JSONParser.parse(String(line)),
                json["operation"]?.text == operation.rawValue, json["code"] == nil
            else { continue }
            return json["requests"]?.whole.map { Int($0) } ?? 0
        }
        return 0
    }

    /// The lines of its state of one kind.
    func lines(_ kind: String) throws -> [JSON] {
        try state().split(separator: "\n").map { try JSONParser.parse(String($0)) }
            .filter { $0["kind"]?.text == kind }
    }
}
