extension LogStore {
    /// Makes a group durable and answers with the seq of its first entry.
    ///
    /// When room runs out, entries that begin something new are failed and dropped from the group.
    /// The tree learns of it by `extend`, after whoever waits has been told.
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
        let bytes = buffer.count - 1
        do throws(SystemFailure) {
            guard try segment.write(buffer, from: 1, at: offset) == bytes else {
                throw SystemFailure(
                    call: "short write",
                    code: SystemFailure.noSpace,
                    path: segment.path
                )
            }
        } catch {
            // What stands beyond the last good offset was promised to nobody.
            try? segment.truncate(to: offset)
            throw LogError(error)
        }
        try sync(bytes)
        offset += bytes
        count += group.count
    }

    /// Returns once what was written is durable.
    private func sync(_ bytes: Int) throws(LogError) {
        if bytes >= LogStore.overlapBytes, disk == nil { disk = try? DiskWait() }
        guard bytes >= LogStore.overlapBytes, let disk else {
            return try system { () throws(SystemFailure) in try segment.sync(dataOnly: true) }
        }
        disk.begin(segment)
        hashed = TreeLevels(first: count, leaves: hashLeaves())
        try system { () throws(SystemFailure) in try disk.end() }
    }

    /// The lines stand behind one byte, so that each has a byte before it for the leaf's prefix.
    private func assemble(_ group: LogGroup) {
        let now = options.clock()
        var stamp = StampText(now, after: lastWall)
        lastWall = now.wall
        var mark = head.flatMap { $0.size == count ? Array($0.root.base64.utf8) : nil }
        buffer.remove(from: 0)
        buffer.append(0)
        unhashedEnds.removeAll(keepingCapacity: true)
        hashed = nil
        group.visit { batch, entry in
            batch.assemble(
                entry,
                into: &buffer,
                seq: count + unhashedEnds.count,
                stamp: stamp,
                head: mark
            )
            unhashedEnds.append(buffer.count - 1)
            mark = nil
            stamp.dropMark()
        }
    }

    /// Takes the newest group into the tree.
    func extend() {
        if let hashed {
            tree.append(hashed, upTo: count)
        } else {
            for leaf in hashLeaves() { tree.append(hash: leaf) }
        }
        hashed = nil
        unhashedEnds.removeAll(keepingCapacity: true)
    }

    /// The hashes of the newest group's entries.
    private func hashLeaves() -> [TreeHash] {
        var leaves: [TreeHash] = []
        leaves.reserveCapacity(unhashedEnds.count)
        var start = 0
        for end in unhashedEnds {
            buffer.set(start, to: 0)
            leaves.append(unsafe buffer.withBytes { unsafe Hashing.prefixed($0, start..<end) })
            start = end
        }
        return leaves
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
