/// Reads a backup file from its beginning to its end, one entry after the other.
///
/// What was read counts only once ``next()`` has answered nil: until then the file may turn out to be
/// cut short.
public final class BackupReader {
    private let path: String
    private let file: BackupSource
    private var box: PassphraseBox
    /// What was opened and not handed out.
    private var plain: ArraySlice<UInt8> = []
    /// The chunk that comes next, still sealed.
    private var sealed: [UInt8]
    private var isAtEnd = false
    /// Bytes of the present entry that were not handed out.
    private var left = 0

    /// Opens the file.
    ///
    /// Throws `notABackup`, `wrongKind` when it holds something else, `failed` when it cannot be
    /// read; ``next()`` throws `wrongPassphrase`.
    public init(_ path: String, _ kind: BackupKind, passphrase: Secret) throws(VaultError) {
        self.path = path
        file = try BackupSource(path)
        let header = try file.read(PassphraseBox.headerBytes)
        guard let found = PassphraseBox.kind(header) else { throw .notABackup }
        guard found == kind else { throw .wrongKind(found) }
        box = try PassphraseBox(header: header, passphrase: passphrase)
        sealed = try file.read(PassphraseBox.chunkBytes + PassphraseBox.tagBytes)
    }

    /// The next file in the backup, after the present one was read whole; nil at the end.
    ///
    /// Throws `wrongPassphrase` or `damagedBackup` when a chunk does not open.
    public func next() throws(VaultError) -> BackupEntry? {
        while left > 0 { _ = try read() }
        guard let first = try takeAny(2) else { return nil }
        let name = String(validating: try take(BackupEntry.number(first)), as: UTF8.self)
        let mode = UInt16(BackupEntry.number(try take(2)) & 0o777)
        let size = BackupEntry.number(try take(8))
        guard let name, BackupEntry.isSafe(name), size >= 0 else { throw .damagedBackup }
        left = size
        return BackupEntry(name: name, mode: mode, size: size)
    }

    /// More of the present entry; empty at its end.
    public func read() throws(VaultError) -> [UInt8] {
        guard left > 0 else { return [] }
        if plain.isEmpty { try open() }
        guard !plain.isEmpty else { throw .damagedBackup }
        let bytes = Array(plain.prefix(left))
        plain = plain.dropFirst(bytes.count)
        left -= bytes.count
        return bytes
    }

    /// All of the present entry that was not read yet.
    public func readAll() throws(VaultError) -> [UInt8] {
        var bytes: [UInt8] = []
        while left > 0 { bytes += try read() }
        return bytes
    }

    /// Nil at the end of the backup.
    private func takeAny(_ count: Int) throws(VaultError) -> [UInt8]? {
        if plain.isEmpty { try open() }
        return plain.isEmpty ? nil : try take(count)
    }

    private func take(_ count: Int) throws(VaultError) -> [UInt8] {
        while plain.count < count {
            let before = plain.count
            try open()
            guard plain.count > before else { throw .damagedBackup }
        }
        defer { plain = plain.dropFirst(count) }
        return Array(plain.prefix(count))
    }

    private func open() throws(VaultError) {
        if isAtEnd { return }
        let following =
            sealed.count == PassphraseBox.chunkBytes + PassphraseBox.tagBytes
            ? try file.read(sealed.count) : []
        isAtEnd = following.isEmpty
        plain += try box.open(sealed, isLast: isAtEnd)
        sealed = following
    }
}
