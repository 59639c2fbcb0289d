/// The text of a note whose signatures held: what may be believed of a file from outside.
public struct SignedBytes: Sendable {
    /// What was signed.
    public let text: [UInt8]
    /// The known keys that signed it, at least one, in the order of the signatures.
    public let signers: [VerifierKey]

    /// The text of `note`, if one of `keys` has signed it and none of their signatures is bad.
    ///
    /// - Throws: `NoteError.badSignature` or `NoteError.unknownSigner`.
    public init(_ note: SignedNote, by keys: [VerifierKey]) throws(NoteError) {
        signers = try note.verified(by: keys)
        text = note.text
    }
}
