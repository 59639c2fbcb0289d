/// The right edge at a signed size and where the next entry begins; believed only when it folds to
/// the signed root.
struct EdgeCache: Equatable {
    let tree: MerkleTree
    /// The segment in which the next entry stands.
    let segment: Int
    /// The byte at which it begins.
    let offset: Int

    private static let title = Array("yeeuu-edge/v1".utf8)

    init(tree: MerkleTree, segment: Int, offset: Int) {
        self.tree = tree
        self.segment = segment
        self.offset = offset
    }

    init?(parsing bytes: [UInt8]) {
        let lines = bytes.split(separator: 10)
        guard lines.count >= 2, lines[0].elementsEqual(EdgeCache.title) else { return nil }
        let numbers = lines[1].split(separator: 32).compactMap { decimal($0) }
        let edge = lines.dropFirst(2).compactMap { TreeHash(base64: $0) }
        guard numbers.count == 3, edge.count == lines.count - 2,
            let tree = MerkleTree(size: numbers[0], edge: edge)
        else { return nil }
        self.init(tree: tree, segment: numbers[1], offset: numbers[2])
    }

    func encoded() -> [UInt8] {
        var out = EdgeCache.title + [10]
        out.append(decimal: tree.size)
        out.append(32)
        out.append(decimal: segment)
        out.append(32)
        out.append(decimal: offset)
        out.append(10)
        for hash in tree.edge { out += Array(hash.base64.utf8) + [10] }
        return out
    }
}
