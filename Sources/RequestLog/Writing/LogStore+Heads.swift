extension LogStore {
    var ownKeys: [VerifierKey] {
        [options.signer.verifierKey] + (next.map { [$0.verifierKey] } ?? [])
    }

    /// Whether durable entries stand beyond the newest signed head.
    var isUnsealed: Bool { count > head?.size ?? 0 }

    /// Reads the newest signed head when another process, or an earlier one, wrote one.
    func refreshHeads() throws(LogError) {
        let size = try system { () throws(SystemFailure) in
            try File.status(paths.checkpoints)?.size ?? 0
        }
        guard size >= headsSize else {
            throw headDamage(size, "signed heads were cut off while the log was open")
        }
        guard size != headsSize else { return }
        let (line, start, end) = try system { () throws(SystemFailure) in try lastLine(size) }
        headsSize = end
        guard let line else { return }
        guard let newest = SignedHead(line, origin: origin) else {
            throw headDamage(start, "not a signed head")
        }
        let signers: [VerifierKey]
        do {
            signers = try newest.signers(among: ownKeys, origin: origin)
        } catch {
            throw headDamage(start, "\(error)")
        }
        guard let key = signers.last, key.keyID == newest.signatures.last?.keyID else {
            return try acceptForeign(newest)
        }
        head = newest
        current = key == options.signer.verifierKey ? options.signer : next
        pending = nil
    }

    /// A head of a key that is not ours ends our signing; at opening it ends everything.
    private func acceptForeign(_ newest: SignedHead) throws(LogError) {
        guard head != nil else {
            throw .unverifiable(
                "\(paths.checkpoints): the newest head is signed by another key than the one given"
            )
        }
        head = newest
        current = nil
        pending = nil
    }

    private func headDamage(_ offset: Int, _ reason: String) -> LogError {
        .damaged(
            LogDamage(
                file: paths.checkpoints,
                offset: offset,
                index: head?.size ?? 0,
                reason: reason
            )
        )
    }

    /// The last whole line of `checkpoints`, where it begins and ends; a torn one is passed over.
    private func lastLine(_ size: Int) throws(SystemFailure) -> (ArraySlice<UInt8>?, Int, Int) {
        guard size > 0 else { return (nil, 0, 0) }
        let from = max(0, size - 4096)
        let file = try File(paths.checkpoints, OpenFlags.read)
        // Entries that follow will tell of it, so it must not be in memory alone.
        try file.sync(dataOnly: false)
        let bytes = try file.read(at: from, count: size - from)
        guard let end = bytes.lastIndex(of: 10) else { return (nil, 0, 0) }
        let start = bytes[..<end].lastIndex(of: 10).map { $0 + 1 } ?? 0
        return (bytes[start..<end], from + start, from + end + 1)
    }

    /// Signs the tree head over every durable entry, unless that is done already.
    @discardableResult
    func sign() throws(LogError) -> SignedCheckpoint {
        extend()
        settle()
        try catchUp()
        try refreshHeads()
        if let head, head.size == count, pending == nil { return try stored(head) }
        let note = try signedNote()
        let newest = SignedHead(size: count, root: tree.root, signatures: note.signatures)
        try system { () throws(SystemFailure) in
            // Another process may have written these entries and died before its fdatasync.
            try segment.sync(dataOnly: true)
            try store(newest.line)
            try File.replace(paths.checkpoint, with: note.encoded(), in: paths.folder)
        }
        head = newest
        if let next, pending != nil { current = next }
        pending = nil
        storeEdge()
        return SignedCheckpoint(
            checkpoint: newest.checkpoint(origin: origin),
            tree: tree,
            note: note.encoded()
        )
    }

    private func signedNote() throws(LogError) -> SignedNote {
        guard let current else {
            throw .unverifiable(
                "\(paths.folder): its key was changed by another process; start again"
            )
        }
        var signers = [current]
        if let pending {
            guard let next, next.verifierKey == pending else {
                throw .unverifiable(
                    "\(paths.folder): a change of keys is unfinished; run keys rotate"
                )
            }
            signers.append(next)
        }
        do {
            return try SignedNote.sign(
                Checkpoint(origin: origin, size: count, root: tree.root).text(),
                by: signers
            )
        } catch {
            throw .failed("\(paths.checkpoint): \(error)")
        }
    }

    private func store(_ line: [UInt8]) throws(SystemFailure) {
        let isNew = try File.status(paths.checkpoints) == nil
        let file = try File(paths.checkpoints, OpenFlags.append)
        if try file.status().size > headsSize { try file.truncate(to: headsSize) }
        guard try file.write(line, at: headsSize) == line.count else {
            try? file.truncate(to: headsSize)
            throw SystemFailure(
                call: "short write",
                code: SystemFailure.noSpace,
                path: paths.checkpoints
            )
        }
        try file.sync(dataOnly: false)
        if isNew { try File.syncFolder(paths.folder) }
        headsSize += line.count
    }

    /// The note of a head that is stored already; `checkpoint` is mended when a crash left it old.
    private func stored(_ head: SignedHead) throws(LogError) -> SignedCheckpoint {
        let checkpoint = head.checkpoint(origin: origin)
        let note = checkpoint.text() + [10] + head.signatures.flatMap(\.line)
        try system { () throws(SystemFailure) in
            if try File.contents(paths.checkpoint) != note {
                try File.replace(paths.checkpoint, with: note, in: paths.folder)
            }
        }
        if (try? File.status(paths.edge)) == .some(nil) { storeEdge() }
        return SignedCheckpoint(checkpoint: checkpoint, tree: tree, note: note)
    }

    /// A cache that cannot be written costs the next opening one pass, nothing else.
    private func storeEdge() {
        let edge = EdgeCache(tree: tree, segment: segmentFirst, offset: offset)
        try? File.makeFolder(paths.cache)
        try? File.replace(paths.edge, with: edge.encoded(), in: paths.cache, durable: false)
    }

    /// Announces a new key; the next `sign` carries both signatures.
    func rotate(to signer: NoteSigner) throws(LogError) {
        try catchUp()
        try refreshHeads()
        next = signer
        if pending == signer.verifierKey || current?.verifierKey == signer.verifierKey { return }
        let entry = LogEntry(
            kind: .key,
            run: "",
            fields: [.clear("vkey", .text(signer.verifierKey.description))]
        )
        try write(entry)
        pending = signer.verifierKey
    }
}
