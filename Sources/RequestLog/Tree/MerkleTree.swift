/// An RFC 6962 tree that keeps its right edge only: one hash a set bit of its size.
public struct MerkleTree: Sendable, Equatable {
    /// The roots of the complete subtrees from the left, largest first.
    public private(set) var edge: [TreeHash]
    /// How many leaves it has.
    public private(set) var size: Int

    /// The tree without leaves.
    public init() {
        edge = []
        size = 0
    }

    /// A tree from its size and right edge; nil when the counts do not fit.
    public init?(size: Int, edge: [TreeHash]) {
        guard size >= 0, edge.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.edge = edge
    }

    /// RFC 6962 section 2.1: SHA-256(0x00 ‖ leaf).
    public static func leafHash(_ bytes: [UInt8]) -> TreeHash { Hashing.leaf(bytes.span) }

    /// Adds a leaf's bytes.
    public mutating func append(leaf: [UInt8]) { append(hash: Hashing.leaf(leaf.span)) }

    /// Adds a leaf's hash.
    public mutating func append(hash leaf: TreeHash) { append(subtree: leaf, height: 0) }

    /// Adds a complete subtree of 2^`height` leaves, of which the size must be a multiple.
    mutating func append(subtree: TreeHash, height: Int) {
        var node = subtree
        var bits = size >> height
        while bits & 1 == 1, let left = edge.popLast() {
            node = Hashing.node(left, node)
            bits >>= 1
        }
        edge.append(node)
        size += 1 << height
    }

    /// The Merkle tree head; SHA-256 of nothing for no leaves.
    public var root: TreeHash {
        guard var node = edge.last else { return Hashing.empty }
        for left in edge.dropLast().reversed() { node = Hashing.node(left, node) }
        return node
    }
}
