internal import Crypto

/// An Ed25519 key under a name; its private half never leaves it.
public struct SigningKey: Sendable {
    /// The name that its signatures carry.
    public let name: String
    /// 32 bytes.
    public let publicKey: [UInt8]
    private let key: Curve25519.Signing.PrivateKey

    private init(name: String, key: Curve25519.Signing.PrivateKey) {
        self.name = name
        self.key = key
        publicKey = Array(key.publicKey.rawRepresentation)
    }

    static func generate(name: String) -> SigningKey {
        SigningKey(name: name, key: Curve25519.Signing.PrivateKey())
    }

    /// Signs a message; 64 bytes.
    public func sign(_ message: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: message))
    }

    func renamed(_ name: String) -> SigningKey { SigningKey(name: name, key: key) }

    /// The file's text: name, a space, the 32 bytes of the private key in hexadecimal.
    var fileText: [UInt8] {
        Array("\(name) \(KeyText.hex(Array(key.rawRepresentation)))\n".utf8)
    }

    init?(fileText: [UInt8]) {
        let parts = fileText.dropLast().split(separator: 32, omittingEmptySubsequences: false)
        guard fileText.last == 10, parts.count == 2, !parts[0].isEmpty,
            let name = String(validating: parts[0], as: UTF8.self),
            let seed = KeyText.bytes(hex: parts[1]), seed.count == 32,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        else { return nil }
        self.init(name: name, key: key)
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    /// The name alone.
    public var description: String { name }
    /// Without children, so that `dump` finds nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
