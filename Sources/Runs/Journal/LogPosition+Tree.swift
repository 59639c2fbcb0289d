import Register
import RequestLog

extension LogPosition {
    /// The position behind the entries of `tree`.
    init(_ origin: String, _ tree: MerkleTree) {
        self.init(origin: origin, size: tree.size, edge: tree.edge.map(\.base64))
    }

    /// The position behind every entry that a signed head covers.
    init(_ head: SignedCheckpoint) { self.init(head.checkpoint.origin, head.tree) }

    /// The tree; nil when the edge is none.
    var tree: MerkleTree? {
        let hashes = edge.compactMap { TreeHash(base64: $0.utf8) }
        return hashes.count == edge.count ? MerkleTree(size: size, edge: hashes) : nil
    }
}
