/// The complete subtrees over some leaves in a row, of every height.
///
/// They stand at the same places in every tree that holds the leaves, so whoever hashes leaves in
/// parallel can hash the nodes above them too.
struct TreeLevels: Sendable {
    /// Index of the first leaf.
    let first: Int
    /// By height: hashes of subtrees next to each other.
    private var levels: [[TreeHash]]

    /// Index behind the last leaf.
    var end: Int { first + levels[0].count }

    /// The leaves themselves.
    var leaves: [TreeHash] { levels[0] }

    init(first: Int, leaves: [TreeHash]) {
        self.first = first
        levels = [leaves]
        var height = 0
        while levels[height].count > 1 {
            let below = levels[height]
            var place = start(height) & 1
            var above: [TreeHash] = []
            above.reserveCapacity(below.count / 2)
            while place + 1 < below.count {
                above.append(Hashing.node(below[place], below[place + 1]))
                place += 2
            }
            levels.append(above)
            height += 1
        }
    }

    /// Which subtree of its height the first one is.
    private func start(_ height: Int) -> Int { (first + (1 << height) - 1) >> height }

    /// The largest subtree that begins at leaf `index` and does not go beyond leaf `end`.
    fileprivate func largest(at index: Int, before end: Int) -> (height: Int, hash: TreeHash) {
        var height = min(index.trailingZeroBitCount, levels.count - 1)
        while height > 0 {
            let place = index >> height - start(height)
            if index + 1 << height <= end, levels[height].indices.contains(place) {
                return (height, levels[height][place])
            }
            height -= 1
        }
        return (0, levels[0][index - first])
    }
}

extension MerkleTree {
    /// Adds leaves up to index `end` from where the tree ends.
    mutating func append(_ levels: TreeLevels, upTo end: Int) {
        while size < end {
            let next = levels.largest(at: size, before: end)
            append(subtree: next.hash, height: next.height)
        }
    }
}
