extension LogStore {
    /// Gets the key that is in force, and looks for copies among lines that no code vouches for.
    func prepareMAC() throws(LogError) {
        guard let keys = options.macKeys else { return }
        mac = try asked { try keys.current() }.map { LogMAC(key: $0) }
        if mac == nil { copied = try firstCopy() }
    }

    /// Tells of lines that were taken without a code, and lets every group have one from now on.
    ///
    /// The key is in force once a signed head stands over the entry that tells of it.
    func beginMAC() throws(LogError) {
        guard let keys = options.macKeys, mac == nil || takesUnproven else { return }
        // A change of the signing key comes to its end first.
        guard current != nil, pending == nil || next?.verifierKey == pending else { return }
        takesUnproven = false
        if unproven > 0 { try tellOfUnproven() }
        try sign()
        let isNew = mac == nil
        if isNew { mac = LogMAC(key: try asked { try keys.prepare() }) }
        guard let key = mac else { return }
        try write(LogEntry(kind: .key, run: "", fields: [.clear("logmac", .text(key.id))]))
        try sign()
        if isNew { try asked { try keys.adopt() } }
        tellsOfMAC = true
    }

    private func tellOfUnproven() throws(LogError) {
        let fields: [LogField] = [
            .clear("adopted", .integer(unproven)), .clear("from", .integer(head?.size ?? 0)),
        ]
        try write(LogEntry(kind: .recovery, run: "", fields: fields))
    }

    /// Takes lines without a code where the log does not tell yet that it has any: it was written before.
    func takeUnproven(to size: Int) throws(LogError) -> Bool {
        guard mac != nil, refusal == .noMAC else { return false }
        if tellsOfMAC == nil { tellsOfMAC = try tellsBelowHead() }
        if tellsOfMAC == true { return false }
        takesUnproven = true
        copied = try firstCopy()
        return try readLines(to: size)
    }

    /// Whether a signed entry tells of a key for codes: one pass over them all, held against their root.
    private func tellsBelowHead() throws(LogError) -> Bool {
        guard let head else { return false }
        var pass = EntryPass(wanted: [head.size], signedSize: head.size)
        try system { () throws(SystemFailure) in
            let pipeline = ChunkPipeline(
                chunks: try LineChunk.all(paths),
                paths: paths,
                signedSize: head.size
            )
            try pipeline.run { pass.take($0, $1) }
        }
        guard pass.roots[head.size] == head.root else {
            throw damage(0, "entries are missing or changed below the signed size \(head.size)")
        }
        return pass.macKeys.contains { $0.index < head.size }
    }

    /// The first unsigned line with the nonce of another one; opened copies would be done twice.
    private func firstCopy() throws(LogError) -> Int? {
        guard let head else { return nil }
        var nonces: [String: Int] = [:]
        var first: Int?
        do {
            let reader = try LogReader(paths.folder)
            try reader.read(from: head.size) { line in
                guard let nonce = line["n"]?.text else { return true }
                if nonces[nonce] != nil { first = line.index }
                nonces[nonce] = line.index
                return first == nil
            }
            if nonces.isEmpty { return nil }
            try reader.read { line in
                guard line.index < head.size else { return false }
                if let copy = line["n"]?.text.flatMap({ nonces[$0] }) {
                    first = min(first ?? copy, copy)
                }
                return true
            }
        } catch let error as LogError {
            throw error
        } catch {
            throw .failed("\(paths.entries): \(error)")
        }
        return first
    }

    private func asked<Value>(_ body: () throws -> Value) throws(LogError) -> Value {
        do {
            return try body()
        } catch {
            throw .failed("\(error)")
        }
    }
}
