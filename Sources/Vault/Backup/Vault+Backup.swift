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

    /// Writes the keys of a backup that a folder lacks.
    ///
    /// Throws `wrongPassphrase` also for a changed file; `exists`, with nothing written, when a key
    /// stands there that differs from the backup's, or when it lacks none. Whom it trusts stays, and the
    /// key for the codes of the log's groups.
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
        var missing: [(name: String, bytes: [UInt8])] = []
        for (name, bytes) in entries {
            if !files.exists(name) {
                missing.append((name, bytes))
            } else if name != Name.trusted, name != Name.logMAC,
                try files.read(name, what: "a key") != bytes
            {
                throw .exists(path: files.path(name))
            }
        }
        if missing.isEmpty, let first = entries.first { throw .exists(path: files.path(first.0)) }
        // The signing key last, so that a folder with one is a whole one.
        missing.sort { one, other in one.name != Name.signing && other.name == Name.signing }
        for (name, bytes) in missing { try files.create(name, bytes) }
        return try open(at: folder)
    }
}
