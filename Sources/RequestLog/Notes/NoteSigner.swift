/// Signs notes; the private key stays with whoever made the closure.
public struct NoteSigner: Sendable {
    /// The key that checks its signatures.
    public let verifierKey: VerifierKey
    private let signature: @Sendable ([UInt8]) throws -> [UInt8]

    /// A signer under a key name.
    ///
    /// - `publicKey`: 32 bytes, Ed25519.
    /// - `sign`: answers with the 64 bytes of an Ed25519 signature.
    public init(
        name: String,
        publicKey: [UInt8],
        sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) throws(NoteError) {
        verifierKey = try VerifierKey(name: name, publicKey: publicKey)
        signature = sign
    }

    /// Signs, and checks what came back, so that no wrong signature is ever stored.
    func sign(_ text: [UInt8]) throws(NoteError) -> NoteSignature {
        let bytes: [UInt8]
        do {
            bytes = try signature(text)
        } catch {
            throw .cannotSign("\(verifierKey.name): \(error)")
        }
        guard verifierKey.accepts(bytes, of: text) else {
            throw .cannotSign("\(verifierKey.name): the signer's answer does not fit its key")
        }
        return NoteSignature(name: verifierKey.name, keyID: verifierKey.keyID, bytes: bytes)
    }
}
