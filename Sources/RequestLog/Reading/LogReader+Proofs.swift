extension LogReader {
    /// Proves that an entry stands under the newest checkpoint.
    ///
    /// - `reveal`: JSON pointer of a committed member to lay open, such as `/params/password`.
    /// - `value`: what was committed to, opened by the caller from `sealed` or known to him.
    /// - `key`: what the commitments are keyed with.
    ///
    /// Throws `failed` for an entry beyond the checkpoint, or a value that was not committed to.
    public func prove(
        _ seq: Int,
        reveal pointer: String? = nil,
        value: LogValue? = nil,
        key: Commitments? = nil
    ) throws -> LogProof {
        guard let note = try newestCheckpoint() else {
            throw LogError.failed("\(paths.checkpoint): missing; run log checkpoint")
        }
        let checkpoint = try Checkpoint(parsing: SignedNote(parsing: note).text)
        guard seq >= 0, seq < checkpoint.size, let line = try line(seq) else {
            throw LogError.failed(
                "entry \(seq): not under the newest checkpoint, which covers"
                    + " \(checkpoint.size); run log checkpoint"
            )
        }
        let extra = ProofExtra(line: line.bytes, reveal: try open(line, pointer, value, key))
        let proof = LogProof(
            index: seq,
            hashes: MerkleProof.inclusion(
                of: seq,
                in: checkpoint.size,
                leaves: try leaves(checkpoint.size)
            ),
            note: note,
            extra: try extra.encoded()
        )
        guard
            MerkleProof.verifyInclusion(
                of: MerkleTree.leafHash(line.bytes),
                at: seq,
                size: checkpoint.size,
                root: checkpoint.root,
                proof: proof.hashes
            )
        else {
            throw LogError.failed("\(paths.folder): changed since it was signed; run log verify")
        }
        return proof
    }

    private func open(
        _ line: LogLine,
        _ pointer: String?,
        _ value: LogValue?,
        _ key: Commitments?
    ) throws -> LogReveal? {
        guard let pointer else { return nil }
        guard let key, let value, let nonce = line.nonce,
            line.isCommitted(pointer, to: value, key: key)
        else {
            throw LogError.failed(
                "entry \(line.index): \(pointer): not a committed value, or not this one"
            )
        }
        return LogReveal(
            pointer: pointer,
            value: try value.committedBytes,
            opening: key.opening(nonce: nonce, pointer: pointer)
        )
    }

    /// Proves that the tree of one size is a prefix of the tree of another.
    ///
    /// Throws `failed` when a root is not the log's at that size.
    public func proveConsistency(from: Checkpoint, to: Checkpoint) throws -> [TreeHash] {
        guard from.origin == origin, to.origin == origin else {
            throw LogError.failed("checkpoint: of another log than \(origin)")
        }
        guard from.size <= to.size else {
            throw LogError.failed("checkpoint: \(from.size) entries lead to no fewer than that")
        }
        let leaves = try leaves(to.size)
        let proof = MerkleProof.consistency(from: from.size, to: to.size, leaves: leaves)
        guard
            MerkleProof.verifyConsistency(
                from: from.size,
                root: from.root,
                to: to.size,
                root: to.root,
                proof: proof
            )
        else {
            throw LogError.failed("checkpoints: not both of this log as it is; run log verify")
        }
        return proof
    }

    /// The hashes of the first `count` entries; the caller compares what they make with a signed root.
    func leaves(_ count: Int) throws -> [TreeHash] {
        var leaves: [TreeHash] = []
        leaves.reserveCapacity(count)
        try LogReader.system { () throws(SystemFailure) in
            let chunks = try LineChunk.all(paths)
            try ChunkPipeline(chunks: chunks, paths: paths, signedSize: count).run { _, digest in
                leaves += digest.leaves.prefix(count - leaves.count)
                return leaves.count < count
            }
        }
        guard leaves.count == count else {
            throw LogError.failed("\(paths.entries): fewer than \(count) entries; run log verify")
        }
        return leaves
    }
}
