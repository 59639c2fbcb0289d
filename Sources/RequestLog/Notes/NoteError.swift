/// Why a note, key, checkpoint or proof is not accepted.
public enum NoteError: Error, Equatable, CustomStringConvertible {
    /// The text breaks a rule of its format; says which.
    case malformed(String)
    /// A known key's signature does not fit the text.
    case badSignature(key: String)
    /// No known key has signed.
    case unknownSigner
    /// The signer gave no signature.
    case cannotSign(String)
    /// A proof does not lead from the entry to the signed root.
    case notProven(String)

    /// One sentence, without a full stop.
    public var description: String {
        switch self {
        case .malformed(let reason): reason
        case .badSignature(let key): "the signature of \(key) does not fit the text"
        case .unknownSigner: "no known key has signed it; name the signer's key"
        case .cannotSign(let reason): "cannot sign: \(reason)"
        case .notProven(let reason): reason
        }
    }
}
