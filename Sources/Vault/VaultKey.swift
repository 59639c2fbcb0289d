internal import Crypto

/// A key that seals: ChaCha20-Poly1305 (RFC 8439) with a random 12-byte nonce.
///
/// Its file is `vault.<number>.<id>`; the highest number seals.
struct VaultKey: Sendable {
    let number: Int
    let id: String
    private let key: SymmetricKey

    static let prefix = "vault."

    init(number: Int, bytes: [UInt8]) {
        self.number = number
        id = KeyText.identify("yeeuu/vault/v1", bytes)
        key = SymmetricKey(data: bytes)
    }

    static func generate(number: Int) -> (key: VaultKey, bytes: [UInt8]) {
        let bytes = KeyText.random(32)
        return (VaultKey(number: number, bytes: bytes), bytes)
    }

    var fileName: String { "\(VaultKey.prefix)\(number).\(id)" }

    /// The number in a file's name; nil for other files.
    static func number(_ name: String) -> Int? {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard name.hasPrefix(prefix), parts.count == 3, parts[2].count == 8 else { return nil }
        return Int(String(Substring(parts[1])))
    }

    func seal(_ plain: [UInt8], authenticating context: [UInt8]) throws -> [UInt8] {
        Array(try ChaChaPoly.seal(plain, using: key, authenticating: context).combined)
    }

    func open(_ box: [UInt8], authenticating context: [UInt8]) throws(VaultError) -> [UInt8] {
        do {
            return Array(
                try ChaChaPoly.open(
                    ChaChaPoly.SealedBox(combined: box),
                    using: key,
                    authenticating: context
                )
            )
        } catch {
            throw .tampered
        }
    }
}
