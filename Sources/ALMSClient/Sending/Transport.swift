import ALMS
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Puts signed requests on the wire through async-http-client.
///
/// One event loop serves it: requests spend their time waiting, and what happens to one of them
/// then happens in one order (see ``Exchange``).
final class Transport: Sendable {
    /// Runs tasks where requests are sent from.
    let executor: LoopExecutor
    private let base: String
    private let settings: ClientSettings
    private let pooled: HTTPClient
    /// For `remote_action`: its connections serve one request, so each is fresh.
    private let single: HTTPClient
    private static let form = HTTPHeaders([
        ("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json"),
    ])
    private static let query = HTTPHeaders([("accept", "application/json")])

    init(_ target: Target, _ settings: ClientSettings) {
        base = target.base
        self.settings = settings
        let loop = HTTPClient.defaultEventLoopGroup.any()
        executor = LoopExecutor(loop)
        let configuration = Self.configuration(settings)
        pooled = HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration)
        single = HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration)
    }

    /// Starts an attempt; `exchange` holds what came back once the task is over.
    func start(
        _ request: WireRequest,
        onFreshConnection isFresh: Bool,
        into exchange: Exchange
    ) throws -> HTTPClient.Task<Void> {
        var message = try message(request)
        if isFresh { message.headers.add(name: "connection", value: "close") }
        let deadline = NIODeadline.now() + .nanoseconds(settings.totalTimeout.microseconds * 1000)
        return (isFresh ? single : pooled)
            .execute(request: message, delegate: exchange, deadline: deadline)
    }

    /// Closes every connection.
    func shutdown() async {
        try? await pooled.shutdown()
        try? await single.shutdown()
    }

    private func message(_ request: WireRequest) throws -> HTTPClient.Request {
        switch request.method {
        case .post:
            try HTTPClient.Request(
                url: base + request.path,
                method: .POST,
                headers: Self.form,
                body: .bytes(request.parameters)
            )
        case .get:
            try HTTPClient.Request(
                url:
                    "\(base)\(request.path)?\(String(decoding: request.parameters, as: UTF8.self))",
                method: .GET,
                headers: Self.query
            )
        }
    }

    private static func configuration(_ settings: ClientSettings) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .nanoseconds(settings.connectTimeout.microseconds * 1000),
                read: nil
            ),
            decompression: .disabled
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.idleTimeout =
            .nanoseconds(settings.idleConnection.microseconds * 1000)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
            max(settings.concurrency, 1)
        configuration.tracing.tracer = nil
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(OneWrite(), position: .first)
                let decoder = try pipeline.handler(
                    type: ByteToMessageHandler<HTTPResponseDecoder>.self
                )
                try pipeline.addHandler(StatusGuard(), position: .after(decoder))
            }
        }
        // A failed connection is our own attempt that failed; the back-off and the quota are ours.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}
