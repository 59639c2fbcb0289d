extension LogStore {
    /// Makes an empty log and writes its first entry.
    static func create(_ paths: LogPaths, _ options: LogOptions) throws(LogError) -> LogStore {
        let present = try read { () throws(SystemFailure) in try File.status(paths.description) }
        guard present == nil else { throw .exists(paths.folder) }
        let key = options.signer.verifierKey
        var created: [UInt8] = []
        Stamp.append(options.clock().wall, to: &created)
        let description = LogDescription(origin: key.name, key: key, created: created.text)
        try read { () throws(SystemFailure) in
            for folder in [paths.folder, paths.entries, paths.torn, paths.cache] {
                try File.makeFolder(folder)
            }
            try File.replace(paths.description, with: description.encoded(), in: paths.folder)
        }
        return try open(paths, options)
    }

    /// Opens a log: checks the newest head, hashes what follows it, mends a torn end.
    static func open(_ paths: LogPaths, _ options: LogOptions) throws(LogError) -> LogStore {
        let found = try read { () throws(SystemFailure) in try File.contents(paths.description) }
        guard let found else { throw .absent(paths.folder) }
        let description: LogDescription
        do {
            description = try LogDescription(parsing: found)
        } catch {
            throw .damaged(
                LogDamage(file: paths.description, offset: 0, index: 0, reason: "\(error)")
            )
        }
        guard description.origin == options.signer.verifierKey.name else {
            throw .unverifiable(
                "\(paths.folder): the log of \(description.origin); the key given is named"
                    + " \(options.signer.verifierKey.name)"
            )
        }
        return try open(paths, options, description)
    }

    private static func open(
        _ paths: LogPaths,
        _ options: LogOptions,
        _ description: LogDescription
    ) throws(LogError) -> LogStore {
        let store: LogStore
        do throws(SystemFailure) {
            let lockFile = try File(paths.lock, OpenFlags.append)
            try lockFile.lock()
            let first = try paths.segments().isEmpty
            let segment = try File(paths.segment(0), OpenFlags.append)
            if first { try File.syncFolder(paths.entries) }
            store = try LogStore(
                paths: paths,
                options: options,
                origin: description.origin,
                lockFile: lockFile,
                segment: segment,
                at: EdgeCache(tree: MerkleTree(), segment: 0, offset: 0)
            )
        } catch {
            throw LogError(error)
        }
        try store.start(description)
        store.lockFile.unlock()
        return store
    }

    private static func read<Result>(
        _ body: () throws(SystemFailure) -> Result
    ) throws(LogError) -> Result {
        do {
            return try body()
        } catch {
            throw LogError(error)
        }
    }

    private func start(_ description: LogDescription) throws(LogError) {
        try refreshHeads()
        try checkNewest()
        if let head { try trust(head) }
        try readLastTime()
        try prepareMAC()
        try catchUp()
        if head == nil, count > 1 {
            throw damage(0, "signed heads are missing, though \(count) entries stand here")
        }
        if count == 0 {
            let genesis = LogEntry(kind: .genesis, run: "", fields: description.fields)
            try write(genesis)
        }
        if head == nil { try sign() }
        try beginMAC()
    }

    /// `checkpoint` may be older than `checkpoints` after a crash, never newer.
    private func checkNewest() throws(LogError) {
        let bytes = try system { () throws(SystemFailure) in try File.contents(paths.checkpoint) }
        guard let bytes, let note = try? SignedNote(parsing: bytes),
            let signers = try? note.verified(by: ownKeys), !signers.isEmpty,
            let checkpoint = try? Checkpoint(parsing: note.text)
        else { return }
        if checkpoint.size > head?.size ?? 0 {
            throw .damaged(
                LogDamage(
                    file: paths.checkpoints,
                    offset: headsSize,
                    index: head?.size ?? 0,
                    reason: "the newest signed head is missing, checkpoint knows it"
                )
            )
        }
    }

    /// Goes to the end of the signed entries: by the cached edge, or by hashing them all.
    private func trust(_ head: SignedHead) throws(LogError) {
        let cached = (try? File.contents(paths.edge)).flatMap { $0 }.flatMap(
            EdgeCache.init(parsing:)
        )
        if let cached, cached.tree.size == head.size, cached.tree.root == head.root,
            try move(to: cached)
        {
            return
        }
        try rehash(head)
    }

    /// False when the place cannot be the end of an entry.
    private func move(to place: EdgeCache) throws(LogError) -> Bool {
        let moved: Bool = try system { () throws(SystemFailure) in
            guard try File.status(paths.segment(place.segment)) != nil else { return false }
            let file = try File(paths.segment(place.segment), OpenFlags.append)
            if place.offset > 0 {
                guard try file.read(at: place.offset - 1, count: 1) == [10] else { return false }
            }
            segment = file
            return true
        }
        guard moved else { return false }
        segmentFirst = place.segment
        offset = place.offset
        tree = place.tree
        count = tree.size
        return true
    }

    /// When the newest signed entry was written, so that a clock set back meanwhile is noticed.
    private func readLastTime() throws(LogError) {
        guard count > 0 else { return }
        let line: [UInt8] = try system { () throws(SystemFailure) in
            var first = segmentFirst
            var end = offset
            if end == 0 {
                first = try paths.segments().last { $0 < segmentFirst } ?? 0
                end = try File.status(paths.segment(first))?.size ?? 0
            }
            let from = max(0, end - EncodedEntry.limit - 1)
            let file = try File(paths.segment(first), OpenFlags.read)
            let bytes = try file.read(at: from, count: end - from).dropLast()
            return Array(bytes[(bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0)...])
        }
        if let header = LogHeader(line.span), header.seq == count - 1 {
            lastWall = header.microseconds
            if header.macDigits != nil { tellsOfMAC = true }
        }
    }

    /// Hashes every signed entry, without a cache that would say where they end.
    private func rehash(_ head: SignedHead) throws(LogError) {
        tree = MerkleTree()
        count = 0
        for first in try system({ () throws(SystemFailure) in try paths.segments() })
        where count < head.size {
            guard first == count else { throw damage(offset, "a segment is missing or misnamed") }
            segmentFirst = first
            offset = 0
            try rehashSegment(head)
        }
        guard count == head.size, tree.root == head.root else {
            throw damage(
                offset,
                "entries are missing or changed below the signed size \(head.size)"
            )
        }
        try system { () throws(SystemFailure) in
            segment = try File(paths.segment(segmentFirst), OpenFlags.append)
        }
    }

    private func rehashSegment(_ head: SignedHead) throws(LogError) {
        do throws(SystemFailure) {
            var source = try LineSource(paths.segment(segmentFirst))
            while count < head.size, let bytes = try source.next() {
                var start = 0
                while count < head.size, let end = ByteSearch.lineFeed(in: bytes, from: start) {
                    tree.append(hash: Hashing.leaf(bytes.span.extracting(start..<end)))
                    offset += end + 1 - start
                    start = end + 1
                    count += 1
                }
            }
        } catch {
            throw LogError(error)
        }
    }

    func damage(_ offset: Int, _ reason: String) -> LogError {
        .damaged(
            LogDamage(
                file: paths.segment(segmentFirst),
                offset: offset,
                index: count,
                reason: reason
            )
        )
    }
}
