/// Writes a backup file: what stands under its name afterwards is whole, or nothing does.
public final class BackupWriter {
    private let path: String
    private let temporary: String
    private let file: SystemFile
    private var box: PassphraseBox
    private var plain: [UInt8] = []
    private var isFinished = false

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
        guard !SystemFile.exists(path) else { throw .exists(path: path) }
        box = try PassphraseBox(kind, passphrase: passphrase, cost: cost)
        self.path = path
        temporary = "\(path).\(KeyText.hex(KeyText.random(4))).new"
        file = try SystemFile(creating: temporary)
        try file.write(box.header)
    }

    deinit { if !isFinished { SystemFile.remove(temporary) } }

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
    ) throws(VaultError) {
        try begin(BackupEntry(name: name, mode: mode, size: size))
        let input = try SystemFile(reading: source)
        var left = size
        while left > 0 {
            let bytes = try input.read(min(left, PassphraseBox.chunkBytes))
            guard !bytes.isEmpty else { throw .failed("\(source): shorter than it was") }
            try put(bytes)
            left -= bytes.count
        }
    }

    /// Ends the file and puts it under its name, durably.
    public func finish() throws(VaultError) {
        try file.write(try box.seal(plain, isLast: true))
        try file.sync()
        try file.link(temporary, to: path)
        SystemFile.remove(temporary)
        isFinished = true
        try SystemFile.syncFolder(of: path)
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
            try file.write(try box.seal(chunk, isLast: false))
            start += PassphraseBox.chunkBytes
        }
        if start > 0 { plain.removeFirst(start) }
    }
}
