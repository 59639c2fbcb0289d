/// The key whose codes tell what this workspace wrote from lines that anybody appended.
///
/// The last line of a group has `mac`: the first 16 bytes, as 32 hexadecimal digits, of HMAC-SHA256 over
/// the group's bytes, line feeds included, with zeros in the place of the digits.
public struct LogMAC: Sendable {
    private let key: Hashing.Key
    /// Tells the key from others, and nothing of it: 8 hexadecimal digits.
    public let id: String

    /// How many digits stand in an entry.
    static let digits = 32
    private static let lineFeed: [UInt8] = [10]
    static let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: digits)

    /// - `key`: 32 random bytes, kept outside the log.
    public init(key: [UInt8]) {
        self.key = Hashing.Key(key.span, before: [UInt8]().span)
        let name = self.key.code(Array("yeeuu/log-mac/v1".utf8).span, [UInt8]().span)
        id = String(name.hex.prefix(8))
    }

    /// The code of a group as it is written.
    func code(_ group: UnsafeRawBufferPointer) -> [UInt8] {
        var code = Hashing.Code(key)
        unsafe code.add(group)
        return LogMAC.text(code)
    }

    static func text(_ code: Hashing.Code) -> [UInt8] { Array(code.end().hex.utf8.prefix(digits)) }

    /// A group that is being read line by line.
    struct Group {
        private var code: Hashing.Code

        init(_ mac: LogMAC) { code = Hashing.Code(mac.key) }

        /// Takes a line without its line feed.
        ///
        /// Whether the code that ends a group stands in it and is right; nil for a line that ends none.
        mutating func take(_ line: Span<UInt8>, digits place: Int?) -> Bool? {
            guard let place else {
                code.add(line)
                code.add(LogMAC.lineFeed.span)
                return nil
            }
            let end = place + LogMAC.digits
            code.add(line.extracting(0..<place))
            code.add(LogMAC.zeros.span)
            code.add(line.extracting(end..<line.count))
            code.add(LogMAC.lineFeed.span)
            let right = LogMAC.text(code)
            var difference: UInt8 = 0
            for index in 0..<LogMAC.digits { difference |= right[index] ^ line[place + index] }
            return difference == 0
        }
    }
}

/// Where a workspace keeps the key for the codes of groups; asked while the log is locked.
public struct LogMACKeys: Sendable {
    let current: @Sendable () throws -> [UInt8]?
    let prepare: @Sendable () throws -> [UInt8]
    let adopt: @Sendable () throws -> Void

    /// - `current`: the key in force; nil where none is yet.
    /// - `prepare`: the key that is to come; the same one until it is adopted.
    /// - `adopt`: puts it in force, once a signed head stands over the entry that tells of it.
    public init(
        current: @escaping @Sendable () throws -> [UInt8]?,
        prepare: @escaping @Sendable () throws -> [UInt8],
        adopt: @escaping @Sendable () throws -> Void
    ) {
        self.current = current
        self.prepare = prepare
        self.adopt = adopt
    }
}
