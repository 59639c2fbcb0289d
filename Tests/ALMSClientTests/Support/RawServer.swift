import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on loopback that speaks as much HTTP as a test needs, and misbehaves to order.
final class RawServer: Sendable {
    /// What it does with the request of this number, from 1.
    enum Turn: Sendable {
        case answer(String)
        case answerThenClose(String)
        case raw(String)
        case close
        case silence
    }

    fileprivate struct Seen {
        var connections = 0
        var packets = 0
        var requests: [String] = []
    }

    private let channel: any Channel
    private let seen: Box

    final class Box: Sendable {
        fileprivate let state = Mutex(Seen())
    }

    private init(_ channel: any Channel, _ seen: Box) {
        self.channel = channel
        self.seen = seen
    }

    static func start(
        tls: NIOSSLContext? = nil,
        _ turn: @escaping @Sendable (Int) -> Turn
    ) async throws -> RawServer {
        let seen = Box()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLServerHandler(context: tls)
                        )
                    }
                    try channel.pipeline.syncOperations.addHandler(Handler(seen, turn))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return RawServer(channel, seen)
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    var target: String { "http://127.0.0.1:\(port)" }

    var connections: Int { seen.state.withLock { $0.connections } }

    /// How often something came in.
    var packets: Int { seen.state.withLock { $0.packets } }

    /// The requests that came in whole.
    var requests: [String] { seen.state.withLock { $0.requests } }

    func stop() async { try? await channel.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let seen: Box
        private let turn: @Sendable (Int) -> Turn
        private var text = ""

        init(_ seen: Box, _ turn: @escaping @Sendable (Int) -> Turn) {
            self.seen = seen
            self.turn = turn
        }

        func channelActive(context: ChannelHandlerContext) {
            seen.state.withLock { $0.connections += 1 }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            seen.state.withLock { $0.packets += 1 }
            text += String(buffer: unwrapInboundIn(data))
            guard isWhole else { return }
            let whole = text
            text = ""
            let number = seen.state.withLock { seen in
                seen.requests.append(whole)
                return seen.requests.count
            }
            switch turn(number) {
            case .answer(let body): send(Self.response(body), context)
            case .answerThenClose(let body):
                send(Self.response(body), context)
                context.close(promise: nil)
            case .raw(let bytes): send(bytes, context)
            case .close: context.close(promise: nil)
            case .silence: break
            }
        }

        private var isWhole: Bool {
            let parts = text.split(
                separator: "\r\n\r\n",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard parts.count == 2 else { return false }
            let line = parts[0].split(separator: "\r\n").first {
                $0.lowercased().hasPrefix("content-length:")
            }
            let length = line.flatMap { Int($0.dropFirst(15).filter { $0 != " " }) } ?? 0
            return parts[1].utf8.count >= length
        }

        private func send(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }

        private static func response(_ body: String) -> String {
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                + "content-length: \(body.utf8.count)\r\n\r\n\(body)"
        }
    }
}
