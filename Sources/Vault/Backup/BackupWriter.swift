import Basics

/// Writes a backup file: what stands under its name afterwards is whole, or nothing does.
public final class BackupWriter {
    private let file: DurableFile
    private var box: PassphraseBox
    private var plain: [UInt8] = []

    /// Begins the file at `path`, mode 0600, where nothing may stand.
    ///
    /// Throws `exists`, `refused` for a short passphrase, `failed` for the disk.
    public convenience init(
        _ path: String,
        _ kind: BackupKind,
        passphrase: Secret
    ) throws(VaultError) {
        try self.init(path, kind, passphrase: passphrase, cost: PassphraseBox.usualCost)
    }

    init(
        _ path: String,
        _ kind: BackupKind,
        passphrase: Secret,
        cost: UInt8
    ) throws(VaultError) {
        box = try PassphraseBox(kind, passphrase: passphrase, cost: cost)
        do { file = try DurableFile(path) } catch { throw VaultError(error) }
        try write(box.header)
    }

    /// Adds a file from memory.
    ///
    /// - `name`: its path below the folder; must be a plain one.
    public func add(_ name: String, _ bytes: [UInt8], mode: UInt16 = 0o600) throws(VaultError) {
        try begin(BackupEntry(name: name, mode: mode, size: bytes.count))
        try put(bytes)
    }

    /// Adds the first `size` bytes of the file at `source`.
    public func add(
        _ name: String,
        file source: String,
        size: Int,
        mode: UInt16 = 0o600
    ) throws {
        let input = try BackupSource(source)
        try add(name, size: size, mode: mode) { try input.read($0) }
    }

    /// Adds a file of `size` bytes, which `next` hands out: at most as many at a time as it is told.
    public func add(
        _ name: String,
        size: Int,
        mode: UInt16 = 0o600,
        next: (Int) throws -> [UInt8]
    ) throws {
        try begin(BackupEntry(name: name, mode: mode, size: size))
        var left = size
        while left > 0 {
            let bytes = try next(min(left, PassphraseBox.chunkBytes))
            guard !bytes.isEmpty, bytes.count <= left else {
                throw VaultError.failed("\(name): shorter than it was")
            }
            try put(bytes)
            left -= bytes.count
        }
    }

    /// Ends the file and puts it under its name, durably.
    public func finish() throws(VaultError) {
        try write(try box.seal(plain, isLast: true))
        do { try file.place() } catch { throw VaultError(error) }
    }

    private func write(_ bytes: [UInt8]) throws(VaultError) {
        do { try file.write(bytes) } catch { throw VaultError(error) }
    }

    private func begin(_ entry: BackupEntry) throws(VaultError) {
        guard BackupEntry.isSafe(entry.name) else {
            throw .refused("backup: '\(entry.name)' is no plain path")
        }
        try put(entry.encoded)
    }

    /// The last chunk is marked as such, so a full one waits until more comes.
    private func put(_ bytes: [UInt8]) throws(VaultError) {
        plain += bytes
        var start = 0
        while plain.count - start > PassphraseBox.chunkBytes {
            let chunk = Array(plain[start..<start + PassphraseBox.chunkBytes])
            try write(try box.seal(chunk, isLast: false))
            start += PassphraseBox.chunkBytes
        }
        if start > 0 { plain.removeFirst(start) }
    }
}
