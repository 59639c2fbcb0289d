import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// The HTTP server on a loopback port, from its start to its end.
struct Listener {
    let port: Int
    private let task: Task<Void, any Error>

    /// Listens; returns once requests are taken.
    static func start(port: Int, _ responder: Responder) async throws -> Listener {
        let (ports, told) = AsyncThrowingStream.makeStream(of: Int.self)
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, channel in
                    try await responder.respond(to: request, writer, channel)
                }
            ),
            configuration: ServerConfiguration(
                address: .hostname("127.0.0.1", port: port),
                reuseAddress: true
            ),
            onServerRunning: { channel in
                told.yield(channel.localAddress?.port ?? port)
                told.finish()
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "sandbox", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let task = Task {
            do { try await server.run() } catch {
                told.finish(throwing: error)
                throw error
            }
        }
        do {
            for try await port in ports { return Listener(port: port, task: task) }
        } catch {
            throw problem(error, port)
        }
        throw SandboxError.cannotListen("the server ended before it began")
    }

    /// Cuts every connection and stops listening.
    func stop() async {
        task.cancel()
        _ = await task.result
    }

    private static func problem(_ error: any Error, _ port: Int) -> SandboxError {
        if let error = error as? IOError, error.errnoCode == EADDRINUSE { return .portInUse(port) }
        return .cannotListen("\(error)")
    }
}
