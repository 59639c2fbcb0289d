extension Vault {
    /// The vault keys' ids, oldest first; the last one seals.
    public var vaultKeyIDs: [String] { vaultKeys.map(\.id) }

    /// Seals bytes under the newest vault key: `v1.<key id>.<base64url nonce ‖ ciphertext ‖ tag>`.
    ///
    /// - `authenticating`: what the text belongs to; it opens with the same bytes only.
    public func seal(
        _ plain: [UInt8],
        authenticating context: [UInt8]
    ) throws(VaultError) -> String {
        guard let key = vaultKeys.last else { throw .noVaultKey(id: nil) }
        let box: [UInt8]
        do {
            box = try key.seal(plain, authenticating: context)
        } catch {
            throw .failed("sealing: \(error)")
        }
        return "v1.\(key.id).\(String(decoding: KeyText.base64url(box), as: UTF8.self))"
    }

    /// Opens what `seal` made.
    ///
    /// Throws `noVaultKey` when its key was dropped, `tampered` for changed text or context.
    public func open(
        _ sealed: String,
        authenticating context: [UInt8]
    ) throws(VaultError) -> [UInt8] {
        let parts = sealed.utf8.split(
            separator: UInt8(ascii: "."),
            omittingEmptySubsequences: false
        )
        guard parts.count == 3, parts[0].elementsEqual("v1".utf8),
            let box = KeyText.bytes(base64url: parts[2])
        else { throw .tampered }
        let id = String(Substring(parts[1]))
        guard let key = vaultKeys.last(where: { $0.id == id }) else {
            let isID = id.utf8.count == 8 && KeyText.bytes(hex: id.utf8) != nil
            throw isID ? .noVaultKey(id: id) : .tampered
        }
        return try key.open(box, authenticating: context)
    }

    /// Seals a secret for a place that `authenticating` names, such as a register row.
    public func seal(
        _ secret: Secret,
        authenticating context: String
    ) throws(VaultError) -> String {
        try seal(Array(secret.reveal().utf8), authenticating: Array(context.utf8))
    }

    /// Opens a sealed secret.
    public func openSecret(
        _ sealed: String,
        authenticating context: String
    ) throws(VaultError) -> Secret {
        let bytes = try open(sealed, authenticating: Array(context.utf8))
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .tampered }
        return Secret(text)
    }
}
