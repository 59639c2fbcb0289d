/// A proof that a log holds an entry, in the format C2SP tlog-proof.
///
///     c2sp.org/tlog-proof@v1
///     extra <base64 of JSON: line, and pointer, opening, value of what is revealed>
///     index <decimal>
///     <base64 hash>, lowest first
///
///     <the checkpoint>
public struct LogProof: Sendable, Equatable {
    /// The entry's index.
    public let index: Int
    /// The audit path, lowest first.
    public let hashes: [TreeHash]
    /// The signed checkpoint.
    public let note: [UInt8]
    /// The bytes of the `extra` line: JSON here, anything in another's proof.
    public let extra: [UInt8]?

    private static let title = Array("c2sp.org/tlog-proof@v1".utf8)
    /// No tree that an index of 63 bits can lie in has a longer path.
    private static let mostHashes = 63

    init(index: Int, hashes: [TreeHash], note: [UInt8], extra: [UInt8]?) {
        self.index = index
        self.hashes = hashes
        self.note = note
        self.extra = extra
    }

    /// Reads a proof strictly; nothing is proven yet.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard let split = LogProof.emptyLine(bytes) else {
            throw .malformed("proof: no empty line before the checkpoint")
        }
        var lines = bytes[..<split].split(separator: 10, omittingEmptySubsequences: false)[...]
        guard let title = lines.popFirst(), title.elementsEqual(LogProof.title) else {
            throw .malformed("proof: does not begin with c2sp.org/tlog-proof@v1")
        }
        extra = try LogProof.extra(&lines)
        guard let line = lines.popFirst(), line.starts(with: Array("index ".utf8)),
            let index = decimal(line.dropFirst(6))
        else { throw .malformed("proof: no index") }
        self.index = index
        guard lines.count <= LogProof.mostHashes else { throw .malformed("proof: too many hashes") }
        var hashes: [TreeHash] = []
        for line in lines {
            guard let hash = TreeHash(base64: line) else {
                throw .malformed("proof: a hash is not 32 bytes in base64")
            }
            hashes.append(hash)
        }
        self.hashes = hashes
        note = Array(bytes[(split + 2)...])
    }

    private static func extra(
        _ lines: inout ArraySlice<ArraySlice<UInt8>>
    ) throws(NoteError) -> [UInt8]? {
        guard let line = lines.first, line.starts(with: Array("extra ".utf8)) else { return nil }
        lines = lines.dropFirst()
        guard let extra = Base64.decode(line.dropFirst(6)) else {
            throw .malformed("proof: extra is not canonical base64")
        }
        return extra
    }

    /// Where the line feed stands that ends the proof's own lines.
    private static func emptyLine(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast().first { bytes[$0] == 10 && bytes[$0 + 1] == 10 }
    }

    /// The proof as a file holds it.
    public func encoded() -> [UInt8] {
        var out = LogProof.title + [10]
        if let extra { out += Array("extra ".utf8) + Base64.encode(extra) + [10] }
        out.append("index ")
        out.append(decimal: index)
        out.append(10)
        for hash in hashes { out += Array(hash.base64.utf8) + [10] }
        return out + [10] + note
    }

    /// The entry that the proof carries with it.
    public var line: [UInt8]? { extra.flatMap(ProofExtra.init(parsing:))?.line }

    /// The value that it lays open; nil when it reveals none.
    public var reveal: LogReveal? { extra.flatMap(ProofExtra.init(parsing:))?.reveal }

    /// Checks signature, path and what is revealed, and answers with the checkpoint.
    ///
    /// - `leaf`: the entry's bytes; nil takes those that the proof carries.
    public func verify(leaf: [UInt8]? = nil, keys: [VerifierKey]) throws(NoteError) -> Checkpoint {
        let signed = try SignedNote(parsing: note)
        let signers = try signed.verified(by: keys)
        let checkpoint = try Checkpoint(parsing: signed.text)
        guard signers.contains(where: { $0.name == checkpoint.origin }) else {
            throw .unknownSigner
        }
        let carried = line
        guard let leaf = leaf ?? carried else {
            throw .notProven("proof: carries no entry to prove")
        }
        guard carried == nil || carried == leaf else {
            throw .notProven("proof: carries another entry than the one given")
        }
        guard
            MerkleProof.verifyInclusion(
                of: MerkleTree.leafHash(leaf),
                at: index,
                size: checkpoint.size,
                root: checkpoint.root,
                proof: hashes
            )
        else { throw .notProven("proof: does not lead from the entry to the signed root") }
        guard extra == nil || ProofExtra(parsing: extra ?? []) != nil else {
            throw .malformed("proof: extra is not the JSON of an entry")
        }
        if let reveal, !reveal.fits(leaf) {
            throw .notProven("proof: the revealed value is not the one committed to")
        }
        return checkpoint
    }
}
