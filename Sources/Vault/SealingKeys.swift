/// The vault keys of a workspace: they seal, and open what they sealed; no other key is needed.
public struct SealingKeys: Sendable {
    let keys: [VaultKey]

    private static let version = Array("v1.".utf8)

    /// Reads the vault keys in a keys folder, whether or not any other key is there.
    ///
    /// Refused when others can read the folder or any file in it.
    public static func open(at folder: String) throws(VaultError) -> SealingKeys {
        let files = KeyFiles(folder: folder)
        try files.check()
        return try SealingKeys(files)
    }

    init(_ files: KeyFiles) throws(VaultError) {
        var keys: [VaultKey] = []
        for name in try files.names() {
            guard let number = VaultKey.number(name) else { continue }
            let key = VaultKey(number: number, bytes: try Vault.key(files, name))
            guard key.fileName == name else {
                throw .malformed(path: files.path(name), what: "the key that its name says")
            }
            keys.append(key)
        }
        self.keys = keys.sorted { $0.number < $1.number }
    }

    /// The keys' ids, oldest first; the last one seals.
    public var ids: [String] { keys.map(\.id) }

    /// Seals bytes under the newest key: `v1.<key id>.<base64url nonce ‖ ciphertext ‖ tag>`.
    ///
    /// - `authenticating`: what the text belongs to; it opens with the same bytes only.
    public func seal(
        _ plain: [UInt8],
        authenticating context: [UInt8]
    ) throws(VaultError) -> String {
        guard let key = keys.last else { throw .noVaultKey(id: nil) }
        let box: [UInt8]
        do {
            box = try key.seal(plain, authenticating: context)
        } catch {
            throw .failed("sealing: \(error)")
        }
        var text = Self.version
        text.reserveCapacity(16 + box.count * 4 / 3)
        text += key.id.utf8
        text.append(UInt8(ascii: "."))
        KeyText.append(base64url: box, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Opens what `seal` made.
    ///
    /// Throws `noVaultKey` when its key was dropped, `tampered` for changed text or context.
    public func open(
        _ sealed: String,
        authenticating context: [UInt8]
    ) throws(VaultError) -> [UInt8] {
        let text = Array(sealed.utf8)
        let start = Self.version.count
        guard text.starts(with: Self.version),
            let end = text[start...].firstIndex(of: UInt8(ascii: ".")),
            let box = KeyText.bytes(base64url: text[(end + 1)...])
        else { throw .tampered }
        let id = String(decoding: text[start..<end], as: UTF8.self)
        guard let key = keys.last(where: { $0.id == id }) else {
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
