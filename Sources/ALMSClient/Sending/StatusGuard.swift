import NIOCore
import NIOHTTP1

/// Ends an exchange whose status line has a number that is none: 000 to 099.
///
/// async-http-client takes such a head for an informational one, waits for another, and ends the
/// process when a body comes instead.
final class StatusGuard: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    /// The status that came.
    struct NoStatus: Error {
        let status: Int
    }

    private var isOver = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isOver { return }
        if case .head(let head) = unwrapInboundIn(data), head.status.code < 100 {
            isOver = true
            context.fireErrorCaught(NoStatus(status: Int(head.status.code)))
            context.close(promise: nil)
            return
        }
        context.fireChannelRead(data)
    }
}
