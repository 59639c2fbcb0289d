/// A tree head as C2SP tlog-checkpoint writes it: origin, size and root, a line each.
public struct Checkpoint: Sendable, Hashable {
    /// The log's name.
    public let origin: String
    /// How many entries it covers.
    public let size: Int
    /// Their Merkle tree head.
    public let root: TreeHash

    /// A head from its parts.
    public init(origin: String, size: Int, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the text of a note; fails for extension lines, which this log never writes.
    public init(parsing text: [UInt8]) throws(NoteError) {
        let lines = text.dropLast().split(separator: 10, omittingEmptySubsequences: false)
        guard text.last == 10, lines.count == 3 else {
            throw .malformed("checkpoint: not the three lines origin, size, root")
        }
        guard let origin = String(validating: lines[0], as: UTF8.self), !origin.isEmpty else {
            throw .malformed("checkpoint: no origin")
        }
        guard let size = decimal(lines[1]) else {
            throw .malformed("checkpoint: the size is not a decimal number")
        }
        guard let root = TreeHash(base64: lines[2]) else {
            throw .malformed("checkpoint: the root is not 32 bytes in base64")
        }
        self.init(origin: origin, size: size, root: root)
    }

    /// The note's text.
    public func text() -> [UInt8] {
        Array("\(origin)\n\(size)\n\(root.base64)\n".utf8)
    }
}

/// A checkpoint with the note that vouches for it.
public struct SignedCheckpoint: Sendable {
    /// Origin, size and root.
    public let checkpoint: Checkpoint
    /// The tree of which it is the head.
    public let tree: MerkleTree
    /// The signed note's bytes, to print or to keep elsewhere.
    public let note: [UInt8]
}
