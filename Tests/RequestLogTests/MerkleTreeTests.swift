import Testing

@testable import RequestLog

private let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], Array(0x60...0x6F),
]

private let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

/// Hashes of `count` leaves that are their numbers, and the root at every size.
private func numbered(_ count: Int) -> (leaves: [TreeHash], roots: [TreeHash]) {
    var tree = MerkleTree()
    var hashes: [TreeHash] = []
    var roots = [tree.root]
    for number in 0..<count {
        hashes.append(MerkleTree.leafHash(Array("\(number)".utf8)))
        tree.append(hash: hashes[number])
        roots.append(tree.root)
    }
    return (hashes, roots)
}

@Suite("A Merkle tree")
struct MerkleTreeTests {
    @Test("has the roots of RFC 6962's examples at every size")
    func checkValues() {
        var tree = MerkleTree()
        #expect(tree.root.hex == roots[0])
        for (index, leaf) in leaves.enumerated() {
            tree.append(leaf: leaf)
            #expect(tree.root.hex == roots[index + 1])
            #expect(tree.edge.count == tree.size.nonzeroBitCount)
        }
    }

    @Test("proves by the example's very hashes")
    func exampleProofs() {
        let hashes = leaves.map(MerkleTree.leafHash)
        let path = MerkleProof.inclusion(of: 1, in: 5, leaves: hashes)
        #expect(
            path.map(\.base64) == [
                "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
                "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
                "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
            ]
        )
        #expect(MerkleProof.consistency(from: 2, to: 5, leaves: hashes) == Array(path.dropFirst()))
    }

    @Test("proves every entry at every size up to 70, and refuses every other place")
    func inclusion() {
        let (hashes, roots) = numbered(70)
        for size in 1...70 {
            for index in 0..<size {
                let proof = MerkleProof.inclusion(of: index, in: size, leaves: hashes)
                func holds(_ leaf: Int, _ index: Int, _ size: Int, _ proof: [TreeHash]) -> Bool {
                    MerkleProof.verifyInclusion(
                        of: hashes[leaf],
                        at: index,
                        size: size,
                        root: roots[size],
                        proof: proof
                    )
                }
                #expect(holds(index, index, size, proof), "\(index) in \(size)")
                #expect(!holds((index + 1) % 70, index, size, proof))
                #expect(!holds(index, index + 1, size, proof))
                #expect(!holds(index, index, size, proof + [roots[1]]))
                if !proof.isEmpty { #expect(!holds(index, index, size, proof.dropLast())) }
            }
        }
    }

    @Test("proves every size up to 70 a prefix of every later one, and nothing else")
    func consistency() {
        let (hashes, roots) = numbered(70)
        for to in 0...70 {
            for from in 0...to {
                let proof = MerkleProof.consistency(from: from, to: to, leaves: hashes)
                func holds(_ old: TreeHash, _ new: TreeHash, _ proof: [TreeHash]) -> Bool {
                    MerkleProof.verifyConsistency(
                        from: from,
                        root: old,
                        to: to,
                        root: new,
                        proof: proof
                    )
                }
                #expect(holds(roots[from], roots[to], proof), "\(from) to \(to)")
                #expect(!holds(roots[(from + 1) % 71], roots[to], proof))
                // Anything grows from nothing.
                if from > 0 { #expect(!holds(roots[from], roots[(to + 1) % 71], proof)) }
                #expect(!holds(roots[from], roots[to], proof + [roots[1]]))
            }
        }
    }

    @Test("proves random entries of trees of up to 100,000")
    func large() {
        let (hashes, roots) = numbered(100_000)
        var random = SystemRandomNumberGenerator()
        for round in 0..<12 {
            let size = round == 0 ? 100_000 : Int.random(in: 71...100_000, using: &random)
            let index = Int.random(in: 0..<size, using: &random)
            let proof = MerkleProof.inclusion(of: index, in: size, leaves: hashes)
            #expect(
                MerkleProof.verifyInclusion(
                    of: hashes[index],
                    at: index,
                    size: size,
                    root: roots[size],
                    proof: proof
                )
            )
            let path = MerkleProof.consistency(from: index, to: size, leaves: hashes)
            #expect(
                MerkleProof.verifyConsistency(
                    from: index,
                    root: roots[index],
                    to: size,
                    root: roots[size],
                    proof: path
                )
            )
        }
    }

    @Test("is restored from its right edge, and from no other count of hashes")
    func edge() {
        let (hashes, roots) = numbered(13)
        var tree = MerkleTree()
        for hash in hashes { tree.append(hash: hash) }
        #expect(MerkleTree(size: 13, edge: tree.edge)?.root == roots[13])
        #expect(MerkleTree(size: 12, edge: tree.edge) == nil)
        #expect(MerkleTree(size: -1, edge: []) == nil)
    }
}

@Suite("The subtrees over a row of leaves")
struct TreeLevelsTests {
    @Test("make the same tree from any place to any other, stopped anywhere")
    func append() {
        let (hashes, roots) = numbered(70)
        for first in 0..<40 {
            for count in 1...30 {
                let levels = TreeLevels(first: first, leaves: Array(hashes[first..<first + count]))
                for stop in first...first + count {
                    var tree = MerkleTree()
                    for hash in hashes[..<first] { tree.append(hash: hash) }
                    tree.append(levels, upTo: stop)
                    #expect(tree.root == roots[stop], "\(first), \(count), \(stop)")
                    tree.append(levels, upTo: first + count)
                    #expect(tree.root == roots[first + count])
                }
            }
        }
    }
}
