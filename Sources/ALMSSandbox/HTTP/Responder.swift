import ALMS
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Takes requests off the wire and puts answers onto it, or cuts the connection.
struct Responder: Sendable {
    /// Thrown after a connection was cut, so that the server lets it go.
    struct Cut: Error {}

    /// How large a body may be: a synchronization of some thousand apartments.
    static let largestBody = 32 << 20

    let counter: Counter
    let store: Store
    let dates: DateHeader
    private let control: Control

    init(_ counter: Counter, _ store: Store, _ dates: DateHeader) {
        self.counter = counter
        self.store = store
        self.dates = dates
        control = Control(counter)
    }

    /// Answers one request.
    @concurrent func respond(
        to request: HummingbirdCore.Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        guard Self.isOurs(request.head.authority) else {
            return try await write(.text("this host is not served here\n", status: 421), writer)
        }
        let target = request.head.path ?? "/"
        let path = target.prefix { $0 != "?" }
        let buffer = try await request.body.collect(upTo: Self.largestBody)
        if path == "/sandbox/state", request.method == .get {
            return try await writeState(writer)
        }
        switch try await outcome(request.method.rawValue, target, path, buffer) {
        case .reply(let reply): try await write(reply, writer)
        case .cut:
            channel.close(mode: .all, promise: nil)
            throw Cut()
        }
    }

    /// Whether a request means loopback: a page elsewhere may have given its own name our address.
    static func isOurs(_ host: String?) -> Bool {
        guard let host else { return false }
        let name: Substring
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            name = host[...end]
        } else {
            name = host.prefix { $0 != ":" }
        }
        let rest = host[name.endIndex...]
        let isPort =
            rest.hasPrefix(":") && rest.dropFirst().utf8.allSatisfy { (48...57).contains($0) }
        return ["127.0.0.1", "localhost", "[::1]"].contains(name.lowercased())
            && (rest.isEmpty || isPort)
    }

    private func outcome(
        _ method: String,
        _ target: String,
        _ path: Substring,
        _ body: ByteBuffer
    ) async throws -> Counter.Outcome {
        guard let (operation, code) = Incoming.route(path.utf8) else {
            let reply = control.reply(method, String(path), body: Array(body.readableBytesView))
            return .reply(reply ?? .status(404))
        }
        let wanted = operation.operation.method
        guard method == wanted.rawValue else {
            var reply = Reply.status(405)
            reply.allow = wanted.rawValue
            return .reply(reply)
        }
        let query = target.utf8.dropFirst(path.utf8.count + 1)
        guard
            let parameters = wanted == .post
                ? Parameters(body.readableBytesView) : Parameters(query)
        else { return .reply(.json(AnswerWriter.refusal("参数错误"))) }
        return try await counter.outcome(
            Incoming(operation: operation, pathCode: code, parameters: parameters)
        )
    }

    @concurrent private func write(_ reply: Reply, _ writer: consuming ResponseWriter) async throws
    {
        var head = head(reply.status, reply.contentType)
        head.headerFields[.contentLength] = String(reply.body.count)
        if let seconds = reply.retryAfter { head.headerFields[.retryAfter] = String(seconds) }
        if let location = reply.location { head.headerFields[.location] = location }
        if let allow = reply.allow { head.headerFields[.allow] = allow }
        let body = ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
        try await writer.write(response: head, body: body)
    }

    /// Writes piece by piece: a million doors are some hundred megabytes.
    @concurrent private func writeState(_ writer: consuming ResponseWriter) async throws {
        var body = try await writer.writeHead(head(200, "application/x-ndjson"))
        var listing = StateListing(store)
        while let piece = try listing.next() {
            if !piece.isEmpty { try await body.write(ByteBuffer(bytes: piece)) }
        }
        try await body.finish(nil)
    }

    private func head(_ status: Int, _ contentType: String) -> HTTPResponse {
        var fields = HTTPFields()
        fields[.contentType] = contentType
        fields[.date] = dates.text
        return HTTPResponse(status: .init(code: status), headerFields: fields)
    }
}
