extension LogStore {
    /// Makes a group durable and answers with the seq of its first entry.
    ///
    /// The tree learns of it by `extend`, after whoever waits has been told.
    func append(_ group: [EncodedEntry]) throws(LogError) -> Int {
        try locked { () throws(LogError) in
            try catchUp()
            let first = count
            try write(group)
            return first
        }
    }

    /// One write, one `fdatasync`; the lock is held and the end of the log is known.
    func write(_ group: [EncodedEntry]) throws(LogError) {
        if offset >= options.segmentBytes { try beginSegment() }
        let ends = assemble(group)
        do throws(SystemFailure) {
            try reserve(buffer.count)
            guard try segment.write(buffer, at: offset) == buffer.count else {
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
        try system { () throws(SystemFailure) in try segment.sync(dataOnly: true) }
        offset += buffer.count
        count += group.count
        swap(&unhashedBytes, &buffer)
        unhashedEnds = ends
    }

    private func assemble(_ group: [EncodedEntry]) -> [Int] {
        buffer.removeAll(keepingCapacity: true)
        var ends: [Int] = []
        ends.reserveCapacity(group.count)
        for entry in group {
            let now = options.clock()
            let stamp = Stamp(wall: now.wall, mono: now.mono, back: max(0, lastWall - now.wall))
            lastWall = now.wall
            entry.assemble(into: &buffer, seq: count + ends.count, stamp: stamp)
            ends.append(buffer.count - 1)
        }
        return ends
    }

    /// Hashes the newest group into the tree.
    func extend() {
        var start = 0
        for end in unhashedEnds {
            tree.append(hash: Hashing.leaf(unhashedBytes.span.extracting(start..<end)))
            start = end + 1
        }
        unhashedEnds.removeAll(keepingCapacity: true)
    }

    private func reserve(_ bytes: Int) throws(SystemFailure) {
        guard canReserve, offset + bytes > reserved else { return }
        do {
            canReserve = try segment.reserve(
                at: offset,
                count: max(bytes, LogStore.reserveBytes)
            )
        } catch  where error.code == SystemFailure.noSpace && bytes < LogStore.reserveBytes {
            canReserve = try segment.reserve(at: offset, count: bytes)
            reserved = offset + bytes
            return
        }
        reserved = offset + max(bytes, LogStore.reserveBytes)
    }

    /// A new segment stands in its folder durably before anything in it counts.
    private func beginSegment() throws(LogError) {
        try system { () throws(SystemFailure) in
            let file = try File(paths.segment(count), OpenFlags.create)
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
