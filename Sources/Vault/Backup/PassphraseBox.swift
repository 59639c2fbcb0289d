internal import Crypto
internal import CryptoExtras

/// Seals a stream under a passphrase: scrypt (RFC 7914) makes the key, ChaCha20-Poly1305 (RFC 8439)
/// seals it chunk by chunk, so that a file of any size needs the memory of one chunk.
///
/// The file: a header (`yeeuu-backup/v1` LF, one byte for what is in it, one byte log2 N, 16 bytes of
/// salt), then chunks of 65,536 bytes and a last one that may be shorter, each as ciphertext ‖ tag.
/// A chunk's nonce is one byte that is 1 for the last chunk alone, three zeros, and its number in eight
/// bytes; the header is authenticated with every chunk. The salt makes the key new for every file.
struct PassphraseBox {
    /// The file's first bytes, which every chunk vouches for.
    let header: [UInt8]
    private let key: SymmetricKey
    private var number: UInt64 = 0

    static let chunkBytes = 1 << 16
    static let tagBytes = 16
    static let headerBytes = title.count + 2 + saltBytes
    /// N = 2^17, r = 8, p = 1: 128 MiB and some tenths of a second.
    static let usualCost: UInt8 = 17

    private static let title = Array("yeeuu-backup/v1\n".utf8)
    /// What a file may ask for: 1 GiB at most.
    private static let costs: ClosedRange<UInt8> = 10...20
    private static let saltBytes = 16
    private static let shortest = 8

    /// A new box, whose header begins the file.
    init(_ kind: BackupKind, passphrase: Secret, cost: UInt8) throws(VaultError) {
        guard passphrase.reveal().count >= PassphraseBox.shortest else {
            throw .refused(
                "passphrase: too short; give at least \(PassphraseBox.shortest) characters"
            )
        }
        header =
            PassphraseBox.title + [kind.rawValue, cost]
            + KeyText.random(PassphraseBox.saltBytes)
        key = try PassphraseBox.key(passphrase, header)
    }

    /// The box of a file that begins with `header`.
    init(header: [UInt8], passphrase: Secret) throws(VaultError) {
        guard PassphraseBox.kind(header) != nil else { throw .notABackup }
        self.header = header
        key = try PassphraseBox.key(passphrase, header)
    }

    /// What a file that begins with `header` holds; nil when it is no backup.
    static func kind(_ header: [UInt8]) -> BackupKind? {
        guard header.count == headerBytes, header.starts(with: title),
            costs.contains(header[title.count + 1])
        else { return nil }
        return BackupKind(rawValue: header[title.count])
    }

    mutating func seal(_ plain: [UInt8], isLast: Bool) throws(VaultError) -> [UInt8] {
        do {
            let box = try ChaChaPoly.seal(
                plain,
                using: key,
                nonce: nonce(isLast),
                authenticating: header
            )
            number += 1
            return Array(box.ciphertext) + Array(box.tag)
        } catch { throw .failed("backup: cannot be encrypted: \(error)") }
    }

    mutating func open(_ chunk: [UInt8], isLast: Bool) throws(VaultError) -> [UInt8] {
        do {
            let box = try ChaChaPoly.SealedBox(
                nonce: nonce(isLast),
                ciphertext: chunk.dropLast(PassphraseBox.tagBytes),
                tag: chunk.suffix(PassphraseBox.tagBytes)
            )
            let plain = try ChaChaPoly.open(box, using: key, authenticating: header)
            number += 1
            return Array(plain)
        } catch { throw number == 0 ? .wrongPassphrase : .damagedBackup }
    }

    private func nonce(_ isLast: Bool) throws -> ChaChaPoly.Nonce {
        let count = stride(from: 56, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: number >> UInt64($0))
        }
        return try ChaChaPoly.Nonce(data: [isLast ? 1 : 0, 0, 0, 0] + count)
    }

    private static func key(
        _ passphrase: Secret,
        _ header: [UInt8]
    ) throws(VaultError) -> SymmetricKey {
        let rounds = 1 << Int(header[title.count + 1])
        do {
            return try KDF.Scrypt.deriveKey(
                from: Array(passphrase.reveal().utf8),
                salt: Array(header.suffix(saltBytes)),
                outputByteCount: 32,
                rounds: rounds,
                blockSize: 8,
                parallelism: 1,
                maxMemory: 128 * 8 * rounds * 2
            )
        } catch { throw .failed("backup: the passphrase cannot be used: \(error)") }
    }
}
