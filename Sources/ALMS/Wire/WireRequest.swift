/// A request as it travels: path and form or query, signed for one attempt.
///
/// Its text holds the token; it is made last and goes nowhere but onto the wire.
public struct WireRequest: Sendable {
    /// How it travels.
    public let method: Operation.Method
    /// Percent-encoded, with a leading slash: `/apartments/1001/auth`.
    public let path: String
    /// The parameters, percent-encoded: the body of a POST, the query of a GET.
    public let parameters: [UInt8]

    /// Signs `request` for the attempt `stamp`.
    public init(_ request: Request, stamp: Stamp, partnerId: String, secret: String) {
        let operation = request.operation.operation
        method = operation.method
        if operation.isDoorOperation {
            let code = PercentEncoding.encode(request.door?.code ?? "")
            path = "/apartments/\(code)/\(operation.name.rawValue)"
        } else {
            path = "/apartments/\(operation.name.rawValue)"
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        Self.append("partnerId", partnerId, to: &bytes)
        Self.append("timestamp", String(stamp.timestamp), to: &bytes)
        Self.append("nonstr", stamp.nonstr, to: &bytes)
        Self.append("token", Token.make(stamp, secret: secret), to: &bytes)
        for field in request.fields { Self.append(field.name.rawValue, field.text, to: &bytes) }
        parameters = bytes
    }

    private static func append(_ name: String, _ text: String, to bytes: inout [UInt8]) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "="))
        PercentEncoding.append(text, to: &bytes)
    }
}
