/// The keys folder of a workspace, found to be its owner's alone.
///
/// A value: what changes the folder answers with the vault as it is then.
public struct Vault: Sendable {
    /// The name of the key that signs the log, which is also the log's origin.
    public var name: String { signingKey.name }
    /// Signs the log's tree heads.
    public let signingKey: SigningKey
    /// The key of a rotation that was begun and not finished.
    public let nextSigningKey: SigningKey?

    /// Seals secrets, and opens them.
    public let sealing: SealingKeys

    let files: KeyFiles
    private let commitment: [UInt8]?

    enum Name {
        static let secret = "secret"
        static let signing = "signing"
        static let next = "signing.next"
        static let commitment = "commitment"
        static let logMAC = "log-mac"
        static let nextLogMAC = "log-mac.next"
        static let trusted = "trusted"
    }

    /// The folder.
    public var folder: String { files.folder }

    /// The signing key under the name for plans, so that no plan is ever a checkpoint.
    public var planKey: SigningKey { signingKey.renamed(name + "/plan") }

    /// A name for a new workspace: `yeeuu.local/` and ten random letters and digits.
    public static func newName() -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
        let id = KeyText.random(10).map { letters[Int($0 & 31)] }
        return "yeeuu.local/" + String(decoding: id, as: UTF8.self)
    }

    // MARK: Creating and opening

    /// Makes the folder (0700) and every key in it (0600).
    ///
    /// - `name`: key name and log origin, without spaces and `+`.
    /// - `partnerSecret`: nil when the workspace gets none, as for the sandbox.
    /// Throws `exists` when keys stand there already.
    public static func create(
        at folder: String,
        name: String,
        partnerSecret: Secret?
    ) throws(VaultError) -> Vault {
        let files = try begin(folder, name)
        if let partnerSecret {
            try files.create(Name.secret, Array(partnerSecret.reveal().utf8) + [10])
        }
        try files.create(Name.commitment, hexLine(KeyText.random(32)))
        let (key, bytes) = VaultKey.generate(number: 1)
        try files.create(key.fileName, hexLine(bytes))
        // Last, so that a folder with a signing key is a whole one.
        try files.create(Name.signing, SigningKey.generate(name: name).fileText)
        return try open(at: folder)
    }

    /// Makes a folder with a signing key alone, for someone who approves plans and sends nothing.
    public static func createApprover(
        at folder: String,
        name: String
    ) throws(VaultError) -> Vault {
        let files = try begin(folder, name)
        try files.create(Name.signing, SigningKey.generate(name: name).fileText)
        return try open(at: folder)
    }

    private static func begin(_ folder: String, _ name: String) throws(VaultError) -> KeyFiles {
        let isName =
            !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0 != "+" && $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace
            }
        guard isName else { throw .refused("key name: must not be empty or hold spaces or +") }
        let files = KeyFiles(folder: folder)
        try files.makeFolder()
        try files.check()
        if files.exists(Name.signing) { throw .exists(path: files.path(Name.signing)) }
        return files
    }

    /// Opens the folder; refused when others can read it or any file in it.
    public static func open(at folder: String) throws(VaultError) -> Vault {
        let files = KeyFiles(folder: folder)
        try files.check()
        return try Vault(files)
    }

    private init(_ files: KeyFiles) throws(VaultError) {
        self.files = files
        signingKey = try Vault.signingKey(files, Name.signing)
        nextSigningKey =
            files.exists(Name.next) ? try Vault.signingKey(files, Name.next) : nil
        commitment =
            files.exists(Name.commitment) ? try Vault.key(files, Name.commitment) : nil
        sealing = try SealingKeys(files)
    }

    private static func signingKey(
        _ files: KeyFiles,
        _ name: String
    ) throws(VaultError) -> SigningKey {
        let text = try files.read(
            name,
            what: "the key that signs the log and plans; restore it from a backup"
        )
        guard let key = SigningKey(fileText: text) else {
            throw .malformed(path: files.path(name), what: "a signing key")
        }
        return key
    }

    static func key(_ files: KeyFiles, _ name: String) throws(VaultError) -> [UInt8] {
        let text = try files.read(name, what: "a key")
        guard text.last == 10, let key = KeyText.bytes(hex: text.dropLast()), key.count == 32 else {
            throw .malformed(path: files.path(name), what: "a key of 32 bytes in hexadecimal")
        }
        return key
    }

    static func hexLine(_ bytes: [UInt8]) -> [UInt8] { Array(KeyText.hex(bytes).utf8) + [10] }

    // MARK: Single keys

    /// The secret that the vendor gave; read anew each time.
    public func partnerSecret() throws(VaultError) -> Secret {
        let what =
            "the partner secret that the vendor gave you; put it into this file with mode 600"
        let text = try files.read(Name.secret, what: what)
        let trimmed = text.last == 10 ? text.dropLast() : text[...]
        guard !trimmed.isEmpty, let secret = String(validating: trimmed, as: UTF8.self) else {
            throw .malformed(path: files.path(Name.secret), what: "a secret in one line of UTF-8")
        }
        return Secret(secret)
    }

    /// Stores the partner secret.
    ///
    /// - `replacing`: without it, a secret that stands there already is kept and refused.
    public func setPartnerSecret(_ secret: Secret, replacing: Bool) throws(VaultError) {
        guard !secret.isEmpty, !secret.reveal().utf8.contains(10) else {
            throw .refused("partner secret: must be one line and not empty")
        }
        let text = Array(secret.reveal().utf8) + [10]
        if replacing {
            try files.replace(Name.secret, text)
        } else {
            try files.create(Name.secret, text)
        }
    }

    /// Whether values can be committed to and committed values be found again.
    public var hasCommitmentKey: Bool { commitment != nil }

    /// The 32 bytes that key the log's commitments.
    public func commitmentKey() throws(VaultError) -> [UInt8] {
        guard let commitment else {
            throw .missing(
                path: files.path(Name.commitment),
                what: "the commitment key; the log still verifies, but no logged person or password"
                    + " can be found or proven any more. Restore it from a backup, or make a new one"
                    + " with 'yeeuu keys rotate --commitment'"
            )
        }
        return commitment
    }
}
