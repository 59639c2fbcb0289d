/// Keyed commitments to values that the log must not show.
///
///     opening    = HMAC-SHA256(commitment key, "yeeuu/open/v1" LF nonce JSON-pointer)
///     commitment = HMAC-SHA256(opening, value)
///
/// Whoever is given value and opening checks one commitment and opens no other.
public struct Commitments: Sendable {
    private let key: Hashing.Key

    /// - `key`: 32 random bytes, kept outside the log.
    public init(key: [UInt8]) {
        self.key = Hashing.Key(key.span, before: Array("yeeuu/open/v1\n".utf8).span)
    }

    /// The value that opens one field of one entry; 32 bytes.
    public func opening(nonce: [UInt8], pointer: String) -> [UInt8] {
        openingHash(nonce: nonce, pointer: pointer).bytes
    }

    func openingHash(nonce: [UInt8], pointer: String) -> TreeHash {
        key.code(nonce.span, pointer.utf8.span)
    }

    /// The commitment that an opening and a value make; 32 bytes.
    ///
    /// The same as `openssl dgst -sha256 -mac HMAC -macopt hexkey:OPENING`. Nil when the opening
    /// has not 32 bytes.
    public static func commitment(opening: [UInt8], value: [UInt8]) -> TreeHash? {
        guard let opening = TreeHash(opening) else { return nil }
        return Hashing.code(key: opening, value.span)
    }

    /// The commitment to a value under an entry's nonce and its JSON pointer.
    public func commit(nonce: [UInt8], pointer: String, value: [UInt8]) -> TreeHash {
        Hashing.code(key: openingHash(nonce: nonce, pointer: pointer), value.span)
    }

    /// 16 bytes from the system's generator.
    public static func newNonce() -> [UInt8] { Nonce.take(1)[0].bytes }

    /// A member's pointer below a prefix: RFC 6901 section 3.
    static func pointer(_ prefix: String, _ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") })
        else { return prefix + "/" + name }
        var escaped = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return prefix + "/" + escaped
    }
}
