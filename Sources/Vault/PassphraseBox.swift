internal import Crypto
internal import CryptoExtras

/// Bytes under a passphrase: scrypt (RFC 7914) makes the key, ChaCha20-Poly1305 seals.
///
/// `yeeuu-backup/v1` LF, one byte log2 N, 16 bytes of salt, nonce ‖ ciphertext ‖ tag; everything
/// before the nonce is authenticated.
enum PassphraseBox {
    private static let title = Array("yeeuu-backup/v1\n".utf8)
    /// N = 2^17, r = 8, p = 1: 128 MiB and some tenths of a second.
    private static let cost: UInt8 = 17
    /// What a file may ask for: 1 GiB at most.
    private static let costs: ClosedRange<UInt8> = 14...20
    private static let saltBytes = 16
    private static let shortest = 8

    static func seal(
        _ plain: [UInt8],
        passphrase: Secret,
        cost: UInt8 = cost
    ) throws(VaultError) -> [UInt8] {
        guard passphrase.reveal().count >= shortest else {
            throw .refused("passphrase: too short; give at least \(shortest) characters")
        }
        let header = title + [cost] + KeyText.random(saltBytes)
        do {
            let key = try key(passphrase, header)
            return header
                + Array(
                    try ChaChaPoly.seal(plain, using: key, authenticating: header).combined
                )
        } catch {
            throw .failed("backup: cannot be encrypted: \(error)")
        }
    }

    static func open(_ box: [UInt8], passphrase: Secret) throws(VaultError) -> [UInt8] {
        let header = Array(box.prefix(title.count + 1 + saltBytes))
        guard header.count == title.count + 1 + saltBytes, header.starts(with: title),
            costs.contains(header[title.count])
        else { throw .refused("backup: not a file of this program's") }
        do {
            let key = try key(passphrase, header)
            return Array(
                try ChaChaPoly.open(
                    ChaChaPoly.SealedBox(combined: box.dropFirst(header.count)),
                    using: key,
                    authenticating: header
                )
            )
        } catch {
            throw .wrongPassphrase
        }
    }

    private static func key(_ passphrase: Secret, _ header: [UInt8]) throws -> SymmetricKey {
        let rounds = 1 << Int(header[title.count])
        return try KDF.Scrypt.deriveKey(
            from: Array(passphrase.reveal().utf8),
            salt: Array(header.suffix(saltBytes)),
            outputByteCount: 32,
            rounds: rounds,
            blockSize: 8,
            parallelism: 1,
            maxMemory: 128 * 8 * rounds * 2
        )
    }
}
