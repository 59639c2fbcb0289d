internal import Crypto

/// A public Ed25519 key with its name, written `name+keyid+base64` (C2SP signed-note, «vkey»).
public struct VerifierKey: Sendable, Hashable, CustomStringConvertible {
    /// The key's name, such as `yeeuu.local/k3j5`.
    public let name: String
    /// First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), big-endian.
    public let keyID: UInt32
    /// 32 bytes.
    public let publicKey: [UInt8]

    private static let ed25519: UInt8 = 1

    /// A key from its parts; fails for a name with spaces or `+`, or a key of another length.
    public init(name: String, publicKey: [UInt8]) throws(NoteError) {
        guard VerifierKey.isName(name) else {
            throw .malformed("key name: empty, or holds a space, + or a control character")
        }
        guard publicKey.count == 32 else {
            throw .malformed("public key: \(publicKey.count) bytes; an Ed25519 key has 32")
        }
        self.name = name
        self.publicKey = publicKey
        keyID = VerifierKey.identify(name, publicKey)
    }

    /// Reads a vkey strictly; fails when its key ID does not fit its name and key.
    public init(_ vkey: String) throws(NoteError) {
        let parts = vkey.utf8.split(
            separator: UInt8(ascii: "+"),
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard parts.count == 3, let name = String(validating: parts[0], as: UTF8.self),
            parts[1].count == 8, let id = RequestLog.bytes(hex: parts[1]),
            let data = Base64.decode(parts[2])
        else { throw .malformed("verifier key: not of the form name+keyid+base64") }
        guard data.first == VerifierKey.ed25519 else {
            throw .malformed("verifier key: not an Ed25519 key")
        }
        try self.init(name: name, publicKey: Array(data.dropFirst()))
        guard keyID == id.reduce(0, { $0 << 8 | UInt32($1) }) else {
            throw .malformed("verifier key: its key ID does not fit its name and key")
        }
    }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace
            }
    }

    private static func identify(_ name: String, _ publicKey: [UInt8]) -> UInt32 {
        let digest = Hashing.sha256(Array(name.utf8) + [10, ed25519] + publicKey)
        return digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Eight hexadecimal digits.
    public var keyIDText: String {
        var out: [UInt8] = []
        out.append(hex: keyIDBytes)
        return out.text
    }

    var keyIDBytes: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: keyID >> $0) }
    }

    /// The vkey.
    public var description: String {
        "\(name)+\(keyIDText)+\(Base64.encode([VerifierKey.ed25519] + publicKey).text)"
    }

    /// Whether a 64-byte Ed25519 signature fits a message.
    public func accepts(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            return false
        }
        return signature.count == 64 && key.isValidSignature(signature, for: message)
    }
}
