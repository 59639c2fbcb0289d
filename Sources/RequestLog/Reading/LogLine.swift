/// One entry as it is stored.
public struct LogLine: Sendable, Equatable {
    /// Its place in the log, from 0.
    public let index: Int
    /// The bytes that are hashed: the line without its line feed.
    public let bytes: [UInt8]

    /// Kind, seq, time and what else one fast scan finds; nil for a broken line.
    public var header: LogHeader? { LogHeader(bytes.span) }

    /// The whole entry.
    public func value() throws(JSONError) -> LogValue { try LogValue.parse(bytes) }

    /// One top-level member.
    public subscript(_ name: String) -> LogValue? {
        guard var scanner = LineScanner(bytes.span) else { return nil }
        while case .member(let member) = scanner.next(bytes.span) {
            if bytes[member.name].elementsEqual(name.utf8) {
                return try? LogValue.parse(Array(bytes[member.value]))
            }
        }
        return nil
    }

    /// The run it belongs to, empty for none.
    public var run: String { self["run"]?.text ?? "" }
    /// The operation of an intent or an outcome.
    public var operation: String? { self["op"]?.text }
    /// The doors it concerns.
    public var doors: [LogDoor] {
        if let door = self["door"].flatMap(LogDoor.init) { return [door] }
        return self["doors"]?.list?.compactMap(LogDoor.init) ?? []
    }
    /// Seq of the previous intent of each of its doors (`dprev`), −1 for none.
    public var previous: [Int] {
        switch self["dprev"] {
        case .integer(let seq): [seq]
        case .list(let list): list.compactMap(\.integer)
        default: []
        }
    }
    /// When it was written, RFC 3339 in UTC.
    public var time: String? { self["ts"]?.text }
    /// An intent's parameters; a committed one is an object with `$c`.
    public var parameters: [LogField] { self["params"]?.fields ?? [] }

    /// The 16 bytes of the entry's nonce.
    public var nonce: [UInt8]? { self["n"]?.text.flatMap { RequestLog.bytes(hex: $0.utf8) } }

    /// The sealed parameters and what they are authenticated with (run ‖ nonce).
    public func sealedContext() -> (sealed: String, context: [UInt8])? {
        guard let sealed = self["sealed"]?.text, let nonce else { return nil }
        return (sealed, Array(run.utf8) + nonce)
    }

    /// The commitment that stands under a JSON pointer.
    public func commitment(at pointer: String) -> TreeHash? {
        var value = try? value()
        for part in pointer.utf8.split(separator: UInt8(ascii: "/")) {
            let name = String(Substring(part))
                .replacing("~1", with: "/").replacing("~0", with: "~")
            value = value?[name]
        }
        return value?["$c"]?.text.flatMap { RequestLog.bytes(hex: $0.utf8) }.flatMap(TreeHash.init)
    }

    /// Whether the value under a pointer is committed to and is this one.
    public func isCommitted(_ pointer: String, to value: LogValue, key: Commitments) -> Bool {
        guard let nonce, let commitment = commitment(at: pointer),
            let bytes = try? value.committedBytes
        else { return false }
        return key.commit(nonce: nonce, pointer: pointer, value: bytes) == commitment
    }
}
