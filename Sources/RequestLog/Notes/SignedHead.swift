/// One line of `log/checkpoints`: size SP root SP signature, and a second one at a rotation.
struct SignedHead: Sendable, Equatable {
    let size: Int
    let root: TreeHash
    /// Key ID and signature of each signer; names are the origin's.
    let signatures: [NoteSignature]

    init(size: Int, root: TreeHash, signatures: [NoteSignature]) {
        self.size = size
        self.root = root
        self.signatures = signatures
    }

    /// Reads a line without its line feed; nil when it is not exactly what `line` writes.
    init?(_ line: some Collection<UInt8>, origin: String) {
        let parts = line.split(separator: 32, omittingEmptySubsequences: false)
        guard (3...4).contains(parts.count), let size = decimal(parts[0]),
            let root = TreeHash(base64: parts[1])
        else { return nil }
        let signatures = parts.dropFirst(2).compactMap { NoteSignature(name: origin, blob: $0) }
        guard signatures.count == parts.count - 2 else { return nil }
        self.init(size: size, root: root, signatures: signatures)
    }

    var line: [UInt8] {
        var out: [UInt8] = []
        out.append(decimal: size)
        out.append(32)
        out.append(text: root.base64)
        for signature in signatures {
            out.append(32)
            out.append(contentsOf: signature.blob)
        }
        out.append(10)
        return out
    }

    func checkpoint(origin: String) -> Checkpoint {
        Checkpoint(origin: origin, size: size, root: root)
    }

    /// The keys among `keys` whose signatures fit; throws for a known key whose does not.
    func signers(among keys: [VerifierKey], origin: String) throws(NoteError) -> [VerifierKey] {
        let text = checkpoint(origin: origin).text()
        var found: [VerifierKey] = []
        for signature in signatures {
            guard let key = keys.first(where: { $0.keyID == signature.keyID }) else { continue }
            guard key.accepts(signature.bytes, of: text) else { throw .badSignature(key: key.name) }
            found.append(key)
        }
        return found
    }
}
