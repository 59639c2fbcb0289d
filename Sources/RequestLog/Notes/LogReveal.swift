/// One committed value, laid open: what a proof carries in its `extra` line.
///
/// Checked by `printf %s VALUE | openssl dgst -sha256 -mac HMAC -macopt hexkey:OPENING`.
public struct LogReveal: Sendable, Equatable {
    /// Which member of the entry, as a JSON pointer.
    public let pointer: String
    /// The bytes that the commitment is over.
    public let value: [UInt8]
    /// 32 bytes.
    public let opening: [UInt8]

    /// Whether the entry holds the commitment that opening and value make.
    public func fits(_ line: [UInt8]) -> Bool {
        guard let made = Commitments.commitment(opening: opening, value: value) else {
            return false
        }
        return LogLine(index: 0, bytes: line).commitment(at: pointer) == made
    }
}

/// The `extra` line of a proof: the entry's line, and a value laid open.
struct ProofExtra {
    let line: [UInt8]
    let reveal: LogReveal?

    func encoded() throws(JSONError) -> [UInt8] {
        var fields: [LogField] = [.clear("line", .bytes(line))]
        if let reveal {
            var opening: [UInt8] = []
            opening.append(hex: reveal.opening)
            fields.append(.clear("opening", .text(opening.text)))
            fields.append(.clear("pointer", .text(reveal.pointer)))
            fields.append(.clear("value", .bytes(reveal.value)))
        }
        return try LogValue.object(fields).json()
    }

    init(line: [UInt8], reveal: LogReveal?) {
        self.line = line
        self.reveal = reveal
    }

    /// Nil for any bytes that `encoded` would not have written.
    init?(parsing bytes: [UInt8]) {
        guard let extra = ProofExtra(reading: bytes), (try? extra.encoded()) == bytes else {
            return nil
        }
        self = extra
    }

    private init?(reading bytes: [UInt8]) {
        guard let value = try? LogValue.parse(bytes),
            let line = value["line"].flatMap(ProofExtra.bytes)
        else { return nil }
        self.line = line
        guard let opened = value["value"].flatMap(ProofExtra.bytes) else {
            reveal = nil
            return
        }
        guard let pointer = value["pointer"]?.text,
            let opening = value["opening"]?.text.flatMap({ RequestLog.bytes(hex: $0.utf8) })
        else { return nil }
        reveal = LogReveal(pointer: pointer, value: opened, opening: opening)
    }

    private static func bytes(_ value: LogValue) -> [UInt8]? {
        switch value {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        default: nil
        }
    }
}
