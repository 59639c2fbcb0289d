extension LogStore {
    /// Makes a group durable and answers with the seq of its first entry.
    ///
    /// When room runs out, entries that begin something new are failed and dropped from the group.
    /// The tree learns of it by `extend` and `settle`, after whoever waits has been told.
    func append(_ group: inout LogGroup) throws(LogError) -> Int {
        try system { () throws(SystemFailure) in try lockFile.lock() }
        defer { lockFile.unlock() }
        try catchUp()
        try refreshHeads()
        try makeRoom(group.bytes)
        if let shortage { group.refuseRequests(shortage) }
        let first = count
        if group.count > 0 { try write(group) }
        return first
    }

    /// An entry that the log writes by itself; the lock is held and the end of the log is known.
    func write(_ entry: LogEntry) throws(LogError) {
        let group = LogGroup(try encoder.encode([entry]))
        try makeRoom(group.bytes)
        try write(group)
        extend()
    }

    /// One write, one `fdatasync`.
    private func write(_ group: LogGroup) throws(LogError) {
        assemble(group)
        let bytes = lines.bytes
        do throws(SystemFailure) {
            guard try lines.write(to: segment, at: offset) == bytes else {
                throw SystemFailure(
                    call: "short write",
                    code: SystemFailure.noSpace,
                    path: segment.path
                )
            }
        } catch {
            lines.removeAll()
            // What stands beyond the last good offset was promised to nobody.
            try? segment.truncate(to: offset)
            throw LogError(error)
        }
        if bytes >= LogStore.asideBytes { hashAside() }
        do throws(SystemFailure) {
            try segment.sync(dataOnly: true)
        } catch {
            forget()
            throw LogError(error)
        }
        offset += bytes
        count += group.count
    }

    private func assemble(_ group: LogGroup) {
        let now = options.clock()
        var stamp = StampText(now, after: lastWall)
        lastWall = now.wall
        var mark = head.flatMap { $0.size == count ? Array($0.root.base64.utf8) : nil }
        lines.removeAll()
        group.visit { batch, entry in
            lines.append(
                entry,
                of: batch,
                seq: count + lines.count,
                stamp: stamp,
                head: mark,
                isLastOfMAC: mac != nil && lines.count == group.count - 1
            )
            mark = nil
            stamp.dropMark()
        }
        if let mac { lines.seal(mac) }
    }

    // MARK: Tree

    /// Begins to hash what was just written, on the other thread.
    private func hashAside() {
        settle()
        if hasher == nil { hasher = try? LeafHasher() }
        guard let hasher else { return }
        hasher.begin(lines, first: count)
        swap(&lines, &aside)
    }

    /// Takes the newest group into the tree, unless it is being hashed aside.
    func extend() {
        guard lines.count > 0 else { return }
        settle()
        for leaf in lines.hashLeaves() { tree.append(hash: leaf) }
        lines.removeAll()
    }

    /// Takes what was being hashed aside into the tree.
    func settle() {
        guard aside.count > 0, let hasher else { return }
        let levels = hasher.end()
        tree.append(levels, upTo: levels.end)
        aside.removeAll()
    }

    /// Drops the newest group, which did not become durable.
    private func forget() {
        if lines.count == 0 {
            _ = hasher?.end()
            aside.removeAll()
        }
        lines.removeAll()
    }

    // MARK: Room

    /// Sees to the segment that takes so many more bytes, and to room for them and for what follows.
    ///
    /// Where the file system can, room is reserved well ahead. When no more is to be had, what is
    /// left is for outcomes: `shortage` says so.
    private func makeRoom(_ bytes: Int) throws(LogError) {
        if offset >= options.segmentBytes { try beginSegment() }
        let end = offset + bytes
        if end + LogStore.keptBytes > sizeLimit {
            shortage = .full("\(segment.path): nearly as large as this process may make a file")
            return
        }
        guard canReserve, end + LogStore.keptBytes > reserved else {
            if !canReserve { shortage = nil }
            return
        }
        do throws(SystemFailure) {
            try reserve(end + LogStore.reserveBytes)
            shortage = nil
        } catch {
            let failure = LogError(error)
            guard case .full = failure else { throw failure }
            do throws(SystemFailure) {
                try reserve(end + LogStore.keptBytes)
                shortage = nil
            } catch {
                shortage = failure
            }
        }
    }

    private func reserve(_ end: Int) throws(SystemFailure) {
        canReserve = try segment.reserve(at: offset, count: end - offset)
        reserved = end
    }

    /// A new segment stands in its folder durably before anything in it counts.
    private func beginSegment() throws(LogError) {
        try system { () throws(SystemFailure) in
            let file = try File(paths.segment(count), OpenFlags.create)
            // Another process may have written the end of the old one and died before its sync.
            try segment.sync(dataOnly: true)
            try file.sync(dataOnly: false)
            try File.syncFolder(paths.entries)
            try? segment.truncate(to: offset)
            segment = file
        }
        segmentFirst = count
        offset = 0
        reserved = 0
    }

    /// Gives back the room that was reserved and not used.
    ///
    /// To the size that stands there, not to our own end: others may have written behind it.
    func release() {
        try? locked { () throws(LogError) in
            try system { () throws(SystemFailure) in
                try segment.truncate(to: try segment.status().size)
            }
        }
    }
}
