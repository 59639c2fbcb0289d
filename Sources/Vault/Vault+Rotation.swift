extension Vault {
    /// Makes the next signing key, or finds the one that an unfinished rotation made.
    ///
    /// The log announces it and signs a head with both keys before `adoptSigningKey`.
    public func prepareSigningKey() throws(VaultError) -> Vault {
        if files.exists(Name.next) { return try Vault.open(at: folder) }
        try files.create(Name.next, SigningKey.generate(name: name).fileText)
        return try Vault.open(at: folder)
    }

    /// Puts the next signing key in the place of the current one, which is gone then.
    public func adoptSigningKey() throws(VaultError) -> Vault {
        guard files.exists(Name.next) else {
            throw .missing(path: files.path(Name.next), what: "no rotation was begun")
        }
        try files.rename(Name.next, over: Name.signing)
        return try Vault.open(at: folder)
    }

    /// Adds a vault key that seals from now on; the older ones still open.
    public func rotateVaultKey() throws(VaultError) -> Vault {
        let (key, bytes) = VaultKey.generate(number: (sealing.keys.last?.number ?? 0) + 1)
        try files.create(key.fileName, Vault.hexLine(bytes))
        return try Vault.open(at: folder)
    }

    /// Makes a commitment key where it was lost; what was committed to before is not found with it.
    ///
    /// Throws `exists` when there is one: two would make the log's older commitments unreadable.
    public func renewCommitmentKey() throws(VaultError) -> Vault {
        try files.create(Name.commitment, Vault.hexLine(KeyText.random(32)))
        return try Vault.open(at: folder)
    }

    /// The 32 bytes that key the codes of the log's groups; nil where there are none yet.
    ///
    /// Read anew each time: another process may have made them meanwhile.
    public func logMACKey() throws(VaultError) -> [UInt8]? {
        files.exists(Name.logMAC) ? try Vault.key(files, Name.logMAC) : nil
    }

    /// Makes the key that is to be in force, or finds the one that was made and not adopted.
    public func prepareLogMACKey() throws(VaultError) -> [UInt8] {
        if !files.exists(Name.nextLogMAC) {
            try files.create(Name.nextLogMAC, Vault.hexLine(KeyText.random(32)))
        }
        return try Vault.key(files, Name.nextLogMAC)
    }

    /// Puts the prepared key in force.
    public func adoptLogMACKey() throws(VaultError) {
        if files.exists(Name.nextLogMAC) {
            try files.rename(Name.nextLogMAC, over: Name.logMAC)
        }
    }

    /// Deletes vault keys for good.
    ///
    /// What they sealed can never be opened again, here or from a copy of the log, which still
    /// verifies.
    ///
    /// - `except`: ids of keys to keep.
    public func dropVaultKeys(except kept: Set<String> = []) throws(VaultError) -> Vault {
        for key in sealing.keys where !kept.contains(key.id) { try files.remove(key.fileName) }
        return try Vault.open(at: folder)
    }

    /// The vkeys that are trusted here, one a line in `keys/trusted`.
    public func trustedKeys() throws(VaultError) -> [String] {
        guard files.exists(Name.trusted) else { return [] }
        let text = try files.read(Name.trusted, what: "trusted keys")
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Trusts a vkey, which the caller has found to be one; once is enough.
    public func trust(_ vkey: String) throws(VaultError) {
        guard !vkey.isEmpty, !vkey.utf8.contains(10) else {
            throw .refused("verifier key: must be one line and not empty")
        }
        let keys = try trustedKeys()
        if keys.contains(vkey) { return }
        try files.replace(
            Name.trusted,
            Array((keys + [vkey]).map { $0 + "\n" }.joined().utf8)
        )
    }
}
