extension LogReader {
    /// How a log stands to a tree that somebody remembers of it.
    public enum Prefix: Sendable, Equatable {
        /// The log's first entries are those of the tree.
        case same
        /// The log has fewer entries than the tree.
        case shorter
        /// An entry of the tree is another one in the log.
        case different
    }

    /// Whether the log begins with the entries of `tree`.
    ///
    /// Folds the entries between the tree's size and the newest signed head, so that it costs what was
    /// written since; a tree that is larger than the newest head is held against the entries themselves.
    ///
    /// - Throws: `LogError`, `damaged` when entries are missing below the newest signed head.
    public func begins(with tree: MerkleTree) throws -> Prefix {
        guard tree.size > 0 else { return .same }
        let head = try newestHead()
        if let head, tree.size <= head.size { return try leads(tree, to: head) }
        let base = try signedTree(head) ?? MerkleTree()
        let found = try extended(base, to: tree.size)
        if found.size < tree.size { return .shorter }
        return found == tree ? .same : .different
    }

    /// The tree over the log's first `size` entries; nil when it has fewer.
    public func tree(size: Int) throws -> MerkleTree? {
        let head = try newestHead()
        let base = try head.flatMap { $0.size <= size ? try signedTree($0) : nil } ?? MerkleTree()
        let found = try extended(base, to: size)
        return found.size == size ? found : nil
    }

    /// The newest signed head, taken at the log's word; nil when nothing is signed.
    public func newestHead() throws(LogError) -> Checkpoint? {
        guard let bytes = try newestCheckpoint(), let note = try? SignedNote(parsing: bytes) else {
            return nil
        }
        return try? Checkpoint(parsing: note.text)
    }

    private func leads(_ tree: MerkleTree, to head: Checkpoint) throws -> Prefix {
        // From the tree's own last entry on: that it stands there is to be seen too.
        var size = tree.size - 1
        var found = tree
        try read(from: size) { line in
            guard size < head.size else { return false }
            if size >= tree.size { found.append(leaf: line.bytes) }
            size += 1
            return true
        }
        if size < tree.size { return .shorter }
        guard size == head.size else {
            try read(from: size, isWhole: true) { _ in true }
            return .shorter
        }
        return found.root == head.root ? .same : .different
    }

    /// The tree under `head`, as the cache has it.
    private func signedTree(_ head: Checkpoint?) throws -> MerkleTree? {
        guard let head,
            let bytes = try LogReader.system({ () throws(SystemFailure) in
                try File.contents(paths.edge)
            }), let cached = EdgeCache(parsing: bytes)
        else { return nil }
        return cached.tree.size == head.size && cached.tree.root == head.root ? cached.tree : nil
    }

    private func extended(_ base: MerkleTree, to size: Int) throws -> MerkleTree {
        var tree = base
        guard tree.size < size else { return tree }
        try read(from: tree.size) { line in
            tree.append(leaf: line.bytes)
            return tree.size < size
        }
        return tree
    }
}
