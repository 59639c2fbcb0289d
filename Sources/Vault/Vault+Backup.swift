extension Vault {
    /// Writes every key into one file that a passphrase opens; mode 0600, never over another file.
    public func backup(to file: String, passphrase: Secret) throws(VaultError) {
        var archive = KeyArchive()
        for name in try files.names() {
            archive.add(name, try files.read(name, what: "a key"))
        }
        let box = try Vault.encrypt(archive.bytes, passphrase: passphrase)
        try KeyFiles.create(file, box, in: KeyFiles.folder(of: file))
    }

    /// Writes the keys of a backup into a folder that has none.
    ///
    /// Throws `wrongPassphrase` also for a changed file; `exists` when keys stand there.
    public static func restore(
        from file: String,
        passphrase: Secret,
        to folder: String
    ) throws(VaultError) -> Vault {
        let plain = try decrypt(try KeyFiles.contents(file), passphrase: passphrase)
        guard let entries = KeyArchive.entries(plain) else {
            throw .malformed(path: file, what: "a backup of keys")
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

    /// Encrypts bytes under a passphrase, as a backup file holds them.
    public static func encrypt(
        _ plain: [UInt8],
        passphrase: Secret
    ) throws(VaultError) -> [UInt8] {
        try PassphraseBox.seal(plain, passphrase: passphrase)
    }

    /// Opens what `encrypt` made.
    public static func decrypt(
        _ box: [UInt8],
        passphrase: Secret
    ) throws(VaultError) -> [UInt8] {
        try PassphraseBox.open(box, passphrase: passphrase)
    }
}

/// Named byte strings one after the other, each after the lengths of name and content.
struct KeyArchive {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ name: String, _ content: [UInt8]) {
        for part in [Array(name.utf8), content] {
            bytes += stride(from: 24, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: part.count >> $0)
            }
            bytes += part
        }
    }

    /// Nil when the bytes are not an archive, or a name is not a plain file's.
    static func entries(_ bytes: [UInt8]) -> [(String, [UInt8])]? {
        var rest = bytes[...]
        var entries: [(String, [UInt8])] = []
        while !rest.isEmpty {
            guard let name = take(&rest), let content = take(&rest),
                let text = String(validating: name, as: UTF8.self), !text.isEmpty,
                !text.hasPrefix("."), !name.contains(UInt8(ascii: "/")), !name.contains(0)
            else { return nil }
            entries.append((text, Array(content)))
        }
        return entries
    }

    private static func take(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.count >= 4 else { return nil }
        let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
