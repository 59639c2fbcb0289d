/// A text with signatures below it, as C2SP signed-note describes.
public struct SignedNote: Sendable, Equatable {
    /// What was signed: UTF-8, ending in a line feed.
    public let text: [UInt8]
    /// The signature lines, in order.
    public let signatures: [NoteSignature]

    private static let mostSignatures = 100

    private init(text: [UInt8], signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Signs a text.
    ///
    /// - `text`: UTF-8 without control characters but line feeds, ending in one.
    public static func sign(
        _ text: [UInt8],
        by signers: [NoteSigner]
    ) throws(NoteError) -> SignedNote {
        guard isText(text) else {
            throw .malformed("note: the text is not UTF-8 lines without control characters")
        }
        var signatures: [NoteSignature] = []
        for signer in signers { signatures.append(try signer.sign(text)) }
        return SignedNote(text: text, signatures: signatures)
    }

    /// Takes a note apart strictly: the last empty line splits.
    ///
    /// No signature is checked yet.
    public init(parsing note: [UInt8]) throws(NoteError) {
        guard note.last == 10, let split = SignedNote.lastEmptyLine(note) else {
            throw .malformed("note: no empty line before signatures, or no line feed at the end")
        }
        text = Array(note[...split])
        guard SignedNote.isText(text) else {
            throw .malformed("note: the text is not UTF-8 lines without control characters")
        }
        let lines = note[(split + 2)...].dropLast().split(
            separator: 10,
            omittingEmptySubsequences: false
        )
        guard lines.count <= SignedNote.mostSignatures else {
            throw .malformed("note: more than \(SignedNote.mostSignatures) signatures")
        }
        var found: [NoteSignature] = []
        for line in lines {
            guard let signature = NoteSignature(line: line) else {
                throw .malformed("note: a signature line is not «— name base64»")
            }
            found.append(signature)
        }
        signatures = found
    }

    /// Where the line feed stands that ends the text, before the last empty line.
    private static func lastEmptyLine(_ note: [UInt8]) -> Int? {
        var index = note.count - 2
        while index > 0 {
            if note[index] == 10, note[index - 1] == 10 { return index - 1 }
            index -= 1
        }
        return nil
    }

    private static func isText(_ text: [UInt8]) -> Bool {
        text.last == 10 && text.allSatisfy { $0 >= 0x20 || $0 == 10 }
            && String(validating: text, as: UTF8.self) != nil
    }

    /// The known keys that signed, each once, in the order of the signatures.
    ///
    /// Signatures of unknown keys are ignored. Fails when a known key's signature is bad, or when
    /// no known key has signed.
    public func verified(by keys: [VerifierKey]) throws(NoteError) -> [VerifierKey] {
        var signed: [VerifierKey] = []
        for signature in signatures {
            let known = keys.first { $0.name == signature.name && $0.keyID == signature.keyID }
            guard let known, !signed.contains(known) else { continue }
            guard known.accepts(signature.bytes, of: text) else {
                throw .badSignature(key: known.name)
            }
            signed.append(known)
        }
        guard !signed.isEmpty else { throw .unknownSigner }
        return signed
    }

    /// The same text with one more signature.
    public func adding(_ signer: NoteSigner) throws(NoteError) -> SignedNote {
        SignedNote(text: text, signatures: signatures + [try signer.sign(text)])
    }

    /// Text, an empty line, the signature lines.
    public func encoded() -> [UInt8] {
        text + [10] + signatures.flatMap(\.line)
    }
}
