import ALMS
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Register
import Vault

/// The requests of a rotation, sent by async-http-client with nothing of ours around it.
struct BareLoop {
    private let target: String
    private let requests: [WireRequest]

    /// Makes a `generate_password` of every password that the workspace's register holds.
    init(target: String, workspace: String) throws {
        let vault = try Vault.open(at: workspace + "/keys")
        let register = try Register.open(at: workspace + "/register.sqlite", sealing: vault)
        let view = try register.view()
        let secret = try vault.partnerSecret().reveal()
        let selector = try GrantSelector(Arguments([.init("kind", .text("password"))]))
        self.target = target
        requests = try view.grants(selector).compactMap { grant in
            guard let start = grant.startTime, let end = grant.endTime,
                let password = try view.password(of: grant.id)
            else { return nil }
            let request = try Request(
                .generatePassword,
                Arguments([
                    .init("buildingId", .text(grant.door.buildingId)),
                    .init("code", .text(grant.door.code)),
                    .init("doorType", .text(grant.door.doorType.wireText)),
                    .init("door", .text(grant.door.door)), .init("startTime", .integer(start)),
                    .init("endTime", .integer(end)), .init("author", .text(grant.author)),
                    .init("authoredName", .text(grant.authoredName)),
                    .init("authoredMobile", .text(grant.authoredMobile)),
                    .init("password", .secret(password.reveal())),
                ]),
                rules: RequestRules(allowsWeak: true)
            )
            let stamp = Stamp.fresh(timestamp: Int64(Date.now.timeIntervalSince1970))
            return WireRequest(request, stamp: stamp, partnerId: "sandbox", secret: secret)
        }
    }

    /// Sends them all and prints how many there were and the CPU microseconds of each.
    func measure(concurrency: Int) async throws {
        var configuration = HTTPClient.Configuration()
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = concurrency
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let before = ChildProcess.ownSeconds()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, request) in requests.enumerated() {
                if index >= concurrency { try await group.next() }
                group.addTask { try await send(request, client) }
            }
            try await group.waitForAll()
        }
        let cost = ChildProcess.ownSeconds() - before
        try await client.shutdown()
        print("\(requests.count) \(cost / Double(requests.count) * 1e6)")
    }

    private func send(_ wire: WireRequest, _ client: HTTPClient) async throws {
        var request = HTTPClientRequest(url: target + wire.path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(bytes: wire.parameters))
        let response = try await client.execute(request, timeout: .seconds(30))
        _ = try await response.body.collect(upTo: 1 << 20)
    }
}
