extension Vault {
    /// The vault keys' ids, oldest first; the last one seals.
    public var vaultKeyIDs: [String] { sealing.ids }

    /// Seals bytes under the newest vault key, as ``SealingKeys`` does.
    public func seal(
        _ plain: [UInt8],
        authenticating context: [UInt8]
    ) throws(VaultError) -> String {
        try sealing.seal(plain, authenticating: context)
    }

    /// Opens what `seal` made.
    ///
    /// Throws `noVaultKey` when its key was dropped, `tampered` for changed text or context.
    public func open(
        _ sealed: String,
        authenticating context: [UInt8]
    ) throws(VaultError) -> [UInt8] {
        try sealing.open(sealed, authenticating: context)
    }

    /// Seals a secret for a place that `authenticating` names, such as a register row.
    public func seal(
        _ secret: Secret,
        authenticating context: String
    ) throws(VaultError) -> String {
        try sealing.seal(secret, authenticating: context)
    }

    /// Opens a sealed secret.
    public func openSecret(
        _ sealed: String,
        authenticating context: String
    ) throws(VaultError) -> Secret {
        try sealing.openSecret(sealed, authenticating: context)
    }
}
