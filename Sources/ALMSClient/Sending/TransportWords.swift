import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// The words for what went wrong on the wire; none of them holds a URL.
struct TransportWords {
    private let settings: ClientSettings

    init(_ settings: ClientSettings) { self.settings = settings }

    /// The words for `error`, before or after the request's head was sent.
    func words(_ error: any Error, headSent: Bool) -> String {
        switch error {
        case let error as HTTPClientError: words(error, headSent)
        case let error as NIOConnectionError: words(error)
        case let error as IOError: "no connection: \(Self.reason(error))"
        case let error as NIOSSLError: "no TLS connection: \(error)"
        case is NIOSSLExtraError: "no TLS connection: the certificate does not fit the host"
        default: "\(headSent ? "no answer" : "no connection"): \(type(of: error))"
        }
    }

    private func words(_ error: HTTPClientError, _ headSent: Bool) -> String {
        switch error {
        case .deadlineExceeded:
            return
                "\(headSent ? "no answer" : "no connection") within \(settings.totalTimeout.words)"
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
            return "no connection within \(settings.connectTimeout.words)"
        case .remoteConnectionClosed:
            return headSent
                ? "the connection was cut before the answer was complete"
                : "the service had closed the connection before anything was sent"
        default:
            return "\(headSent ? "no answer" : "no connection"): \(error.shortDescription)"
        }
    }

    private func words(_ error: NIOConnectionError) -> String {
        if let reason = error.connectionErrors.first?.error as? IOError {
            return "no connection: \(Self.reason(reason))"
        }
        if error.dnsAError != nil || error.dnsAAAAError != nil {
            return "no connection: the host \(error.host) was not found"
        }
        return "no connection to \(error.host)"
    }

    private static func reason(_ error: IOError) -> String {
        // «connection reset (error set): Connection refused) (errno: 111)» has a bracket too many.
        let text = "\(error)"
        let reason = text.split(separator: ": ", maxSplits: 1).last.map { String($0) } ?? text
        return reason.replacing(") (errno: ", with: " (errno: ")
    }
}
