extension Vault {
    /// The keys' files as they stand in the folder, for a backup of the whole workspace.
    public func keyFiles() throws(VaultError) -> [(name: String, bytes: [UInt8])] {
        var found: [(name: String, bytes: [UInt8])] = []
        for name in try files.names() { found.append((name, try files.read(name, what: "a key"))) }
        return found
    }

    /// Writes every key into one file that a passphrase opens; mode 0600, never over another file.
    public func backup(to file: String, passphrase: Secret) throws(VaultError) {
        let writer = try BackupWriter(file, .keys, passphrase: passphrase)
        for key in try keyFiles() { try writer.add(key.name, key.bytes) }
        try writer.finish()
    }

    /// Writes the keys of a backup into a folder that has none.
    ///
    /// Throws `wrongPassphrase` also for a changed file; `exists` when keys stand there.
    public static func restore(
        from file: String,
        passphrase: Secret,
        to folder: String
    ) throws(VaultError) -> Vault {
        let reader = try BackupReader(file, .keys, passphrase: passphrase)
        var entries: [(String, [UInt8])] = []
        while let entry = try reader.next() {
            guard !entry.name.utf8.contains(UInt8(ascii: "/")), !entry.name.hasPrefix(".") else {
                throw .damagedBackup
            }
            entries.append((entry.name, try reader.readAll()))
        }
        let files = KeyFiles(folder: folder)
        try files.makeFolder()
        try files.check()
        for (name, _) in entries where files.exists(name) {
            throw .exists(path: files.path(name))
        }
        // The signing key last, so that a folder with one is a whole one.
        for (name, bytes) in entries where name != Name.signing { try files.create(name, bytes) }
        for (name, bytes) in entries where name == Name.signing { try files.create(name, bytes) }
        return try open(at: folder)
    }
}
