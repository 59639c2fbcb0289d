extension LogStore {
    /// Reads what another process, or this one before a crash, appended; the lock is held.
    func catchUp() throws(LogError) {
        try checkIdentity()
        while true {
            let size = try system { () throws(SystemFailure) in try segment.status().size }
            if size < offset {
                throw damage(size, "the file lost \(offset - size) bytes while it was open")
            }
            let grew = size > offset
            if grew {
                settle()
                if try !readLines(to: size), try !takeUnproven(to: size) {
                    try recover(size: size)
                }
            }
            guard grew || offset >= options.segmentBytes || count == segmentFirst,
                try moveToNextSegment()
            else { return }
        }
    }

    /// The files under our names must still be the ones that are open.
    private func checkIdentity() throws(LogError) {
        let same: Bool = try system { () throws(SystemFailure) in
            let status = try segment.status()
            let named = try File.status(segment.path)
            let lock = try File.status(paths.lock)
            return status.links > 0 && status.isSameFile(as: named)
                && lockStatus.isSameFile(as: lock)
        }
        guard same else { throw .replaced(segment.path) }
    }

    private func moveToNextSegment() throws(LogError) -> Bool {
        guard count > segmentFirst else { return false }
        let path = paths.segment(count)
        return try system { () throws(SystemFailure) in
            guard try File.status(path) != nil else { return false }
            segment = try File(path, OpenFlags.append)
            segmentFirst = count
            offset = 0
            reserved = 0
            return true
        }
    }

    /// False when a line is torn, broken or out of sequence, or a group has not its code; `offset` stands
    /// before the line or the group then.
    func readLines(to size: Int) throws(LogError) -> Bool {
        var source = try system { () throws(SystemFailure) in
            try LineSource(segment.path, from: offset)
        }
        var group = TailGroup(takesUnproven ? nil : mac)
        while offset + group.bytes < size {
            let next = try system { () throws(SystemFailure) in try source.next(until: size) }
            guard let bytes = next else { break }
            var start = 0
            while let end = ByteSearch.lineFeed(in: bytes, from: start) {
                guard try take(bytes, start..<end, &group) else { return false }
                start = end + 1
            }
        }
        if offset == size { return true }
        refusal = group.bytes > 0 ? .noMAC : .torn
        return false
    }

    private func take(
        _ bytes: [UInt8],
        _ line: Range<Int>,
        _ group: inout TailGroup
    ) throws(LogError) -> Bool {
        let span = bytes.span.extracting(line)
        let seq = count + group.leaves.count
        refusal = seq == copied ? .copied : group.leaves.isEmpty ? .torn : .noMAC
        guard line.count <= EncodedEntry.limit, let header = LogHeader(span), header.seq == seq,
            seq != copied, (try? UTF8Span(validating: span)) != nil
        else { return false }
        switch group.take(span, header) {
        case .more: return true
        case .wrong:
            refusal = .noMAC
            return false
        case .whole:
            try take(group)
            group = TailGroup(takesUnproven ? nil : mac)
            return true
        }
    }

    private func take(_ group: TailGroup) throws(LogError) {
        if group.followsHead { try expectHead() }
        if !group.isProven { unproven += group.leaves.count }
        for place in group.told { options.onForeign?(count + place) }
        if let key = group.newKey { pending = key }
        lastWall = group.lastWall
        for leaf in group.leaves { tree.append(hash: leaf) }
        count += group.leaves.count
        offset += group.bytes
    }

    /// The next entry says that a head was signed just before it.
    private func expectHead() throws(LogError) {
        if head?.size ?? 0 < count { try refreshHeads() }
        guard head?.size ?? 0 < count else { return }
        throw damage(offset, "tells of a signed head of size \(count), which is missing")
    }

    /// Copies everything from `offset` on to `torn/`, says so in an entry and cuts the rest off.
    private func recover(size: Int) throws(LogError) {
        try refreshHeads()
        if let head, head.size > count {
            throw damage(
                offset,
                "not a whole entry in sequence, below the signed size \(head.size)"
            )
        }
        let kept = try system { () throws(SystemFailure) in try keepFragment(size: size) }
        // What was to be the first entry: nothing was promised yet, and that one comes first.
        if count == 0 {
            return try system { () throws(SystemFailure) in
                try segment.truncate(to: 0)
                try segment.sync(dataOnly: false)
            }
        }
        let entry = LogEntry(
            kind: .recovery,
            run: "",
            fields: [
                .clear("cut", .integer(size - offset)), .clear("file", .text(kept)),
                .clear("offset", .integer(offset)),
                .clear("segment", .text(LogPaths.segmentName(segmentFirst))),
                .clear("why", .text(refusal.rawValue)),
            ]
        )
        recovered = LogRecovery(
            file: paths.torn + "/" + kept,
            bytes: size - offset,
            seq: count,
            isTorn: refusal == .torn
        )
        // Over what is cut off, so that no moment comes in which it is gone and nothing says so.
        try write(entry)
        try system { () throws(SystemFailure) in
            try segment.truncate(to: offset)
            try segment.sync(dataOnly: false)
        }
    }

    private func keepFragment(size: Int) throws(SystemFailure) -> String {
        try File.makeFolder(paths.torn)
        let names = try File.names(in: paths.torn)
        var stem: [UInt8] = []
        stem.append(decimal: count, width: 20)
        var number = 1
        while names.contains(where: { $0.hasPrefix("\(stem.text)-\(number)") }) { number += 1 }
        let name = "\(stem.text)-\(number)"
        let fragment = try segment.read(at: offset, count: size - offset)
        try File.replace(paths.torn + "/" + name, with: fragment, in: paths.torn)
        for first in try paths.segments() where first > segmentFirst {
            try File.rename(
                paths.segment(first),
                to: "\(paths.torn)/\(name)-\(LogPaths.segmentName(first))"
            )
        }
        try File.syncFolder(paths.entries)
        reserved = 0
        return name
    }
}
