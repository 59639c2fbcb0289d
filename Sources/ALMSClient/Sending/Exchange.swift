import ALMS
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One attempt on the wire: what was sent and what came back.
///
/// It says nothing itself of what that means; ``event(error:seconds:)`` does when all is over.
///
/// What async-http-client does with a connection that the service closed while it lay idle, just
/// before our write: it never sends a request again by itself. A request that reaches a connection
/// whose end it has seen fails with `remoteConnectionClosed` before its head is written
/// (`HTTP1ConnectionStateMachine.runNewRequest`), under the same error as one that was cut off after
/// it was written. `didSendRequestHead` tells them apart: it is called in the same turn of the
/// event loop as the write of the head, and a POST's body is written only after it; both leave at the
/// end of that turn (``OneWrite``). Without it not a byte has left; with it nobody knows. What the
/// kernel took before the service's reset came in counts as sent.
///
/// `@unchecked Sendable`: the client's group is one event loop, so the callbacks all run there one
/// after another, and they end before the task's future is fulfilled; only then is anything read.
final class Exchange: HTTPClientResponseDelegate, @unchecked Sendable {
    typealias Response = Void

    struct TooLarge: Error {}
    struct Abandoned: Error {}

    private let limit: Int
    private var headSent = false
    private var status = 0
    private var retryAfter: String?
    private var body: ByteBuffer?
    private(set) var date: String?

    init(limit: Int) { self.limit = limit }

    func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) {
        headSent = true
    }

    func didReceiveHead(
        task: HTTPClient.Task<Void>,
        _ head: HTTPResponseHead
    ) -> EventLoopFuture<Void> {
        status = Int(head.status.code)
        date = head.headers.first(name: "date")
        if status == 429 || status == 503 { retryAfter = head.headers.first(name: "retry-after") }
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
            length > limit
        {
            return task.eventLoop.makeFailedFuture(TooLarge())
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(
        task: HTTPClient.Task<Void>,
        _ buffer: ByteBuffer
    ) -> EventLoopFuture<Void> {
        var part = buffer
        if (body?.readableBytes ?? 0) + part.readableBytes > limit {
            return task.eventLoop.makeFailedFuture(TooLarge())
        }
        if body?.writeBuffer(&part) == nil { body = part }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) {}

    /// What the transport saw, after the end; `now` in Unix seconds.
    func event(error: (any Error)?, settings: ClientSettings, now: Int64) -> TransportEvent {
        guard let error else {
            return .answered(
                status: status,
                retryAfter: retryAfter.flatMap { HTTPDate.retryAfter($0, now: now) },
                body: body.map { Array($0.readableBytesView) } ?? []
            )
        }
        if error is TooLarge { return .oversized(status: status, limit: limit) }
        if let error = error as? StatusGuard.NoStatus {
            return .answered(status: error.status, retryAfter: nil, body: [])
        }
        if error is Abandoned {
            return headSent ? .abandoned : .notSent(NotSent.stopped.description)
        }
        let words = TransportWords(settings).words(error, headSent: headSent)
        return headSent ? .noAnswer(words) : .noConnection(words)
    }
}
