/// Inclusion and consistency proofs of RFC 6962 section 2.1.
public enum MerkleProof {
    /// The audit path of leaf `index` in the tree of the first `size` leaves, lowest first.
    ///
    /// Empty when the index is not below the size or there are fewer leaves than `size`.
    public static func inclusion(of index: Int, in size: Int, leaves: [TreeHash]) -> [TreeHash] {
        guard index >= 0, index < size, size <= leaves.count else { return [] }
        return path(index, leaves[..<size])
    }

    /// The proof that the first `from` leaves are a prefix of the first `to`.
    ///
    /// Empty when `from` is 0, equals `to`, or the numbers do not fit the leaves.
    public static func consistency(from: Int, to: Int, leaves: [TreeHash]) -> [TreeHash] {
        guard from > 0, from < to, to <= leaves.count else { return [] }
        return subproof(from, leaves[..<to], whole: true)
    }

    private static func root(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        var tree = MerkleTree()
        for leaf in leaves { tree.append(hash: leaf) }
        return tree.root
    }

    /// The largest power of two below `count`.
    private static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    private static func path(_ index: Int, _ leaves: ArraySlice<TreeHash>) -> [TreeHash] {
        guard leaves.count > 1 else { return [] }
        let middle = split(leaves.count)
        let left = leaves.prefix(middle)
        let right = leaves.dropFirst(middle)
        return index < middle
            ? path(index, left) + [root(right)] : path(index - middle, right) + [root(left)]
    }

    private static func subproof(
        _ from: Int,
        _ leaves: ArraySlice<TreeHash>,
        whole: Bool
    ) -> [TreeHash] {
        if from == leaves.count { return whole ? [] : [root(leaves)] }
        let middle = split(leaves.count)
        let left = leaves.prefix(middle)
        let right = leaves.dropFirst(middle)
        if from <= middle { return subproof(from, left, whole: whole) + [root(right)] }
        return subproof(from - middle, right, whole: false) + [root(left)]
    }

    /// Checks an audit path as RFC 9162 section 2.1.3.2 does.
    public static func verifyInclusion(
        of leaf: TreeHash,
        at index: Int,
        size: Int,
        root: TreeHash,
        proof: [TreeHash]
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var node = leaf
        var place = index
        var last = size - 1
        for hash in proof {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                node = Hashing.node(hash, node)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                node = Hashing.node(node, hash)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && node == root
    }

    /// Checks a consistency proof as RFC 9162 section 2.1.4.2 does.
    ///
    /// From size 0 every tree grows, with an empty proof and the empty root only.
    public static func verifyConsistency(
        from: Int,
        root old: TreeHash,
        to: Int,
        root new: TreeHash,
        proof: [TreeHash]
    ) -> Bool {
        guard from >= 0, from <= to else { return false }
        if from == to { return proof.isEmpty && old == new }
        if from == 0 { return proof.isEmpty && old == Hashing.empty }
        var path = proof[...]
        if from.nonzeroBitCount == 1 { path = [old] + path }
        guard let first = path.popFirst() else { return false }
        var place = from - 1
        var last = to - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var one = first
        var other = first
        for hash in path {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                one = Hashing.node(hash, one)
                other = Hashing.node(hash, other)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                other = Hashing.node(other, hash)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && one == old && other == new
    }
}
