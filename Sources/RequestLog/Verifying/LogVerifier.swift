/// Checks a log from its files alone; changes nothing and creates nothing.
public struct LogVerifier: Sendable {
    private let paths: LogPaths
    private let trusted: [VerifierKey]
    private let against: [(name: String, bytes: [UInt8])]
    private let groups: LogMAC?

    /// A check of the log in a folder.
    ///
    /// - `keys`: keys that are trusted; without any, the log's own first key is taken at its word.
    /// - `against`: checkpoints kept elsewhere, as signed notes, with names for the findings.
    /// - `groups`: the key for the codes of groups; without it nobody can tell who appended what is not
    ///   signed yet.
    public init(
        folder: String,
        keys: [VerifierKey] = [],
        against: [(name: String, bytes: [UInt8])] = [],
        groups: LogMAC? = nil
    ) {
        paths = LogPaths(folder: folder)
        trusted = keys
        self.against = against
        self.groups = groups
    }

    /// Hashes every entry and checks every signed head.
    public func verify() -> VerifyReport {
        var report = VerifyReport()
        do throws(SystemFailure) {
            try verify(&report)
        } catch {
            report.findings.append(VerifyFinding(.io, error.description))
        }
        return report
    }

    private func verify(_ report: inout VerifyReport) throws(SystemFailure) {
        let chunks = try LineChunk.all(paths)
        let headBytes = try File.contents(paths.checkpoints) ?? []
        guard chunks.contains(where: { !$0.bytes.isEmpty }) || !headBytes.isEmpty else {
            report.findings.append(VerifyFinding(.absent, "\(paths.folder): no entries, no heads"))
            return
        }
        let description = try description(&report)
        let origin = description?.origin ?? trusted.first?.name ?? ""
        let stored = StoredHeads(headBytes, origin: origin)
        report.findings += stored.findings
        let kept = KeptCheckpoint.all(against)
        var pass = EntryPass(
            wanted: Set(stored.heads.map(\.head.size)).union(
                kept.compactMap { $0.checkpoint?.size }
            ),
            signedSize: stored.newestSize
        )
        try ChunkPipeline(chunks: chunks, paths: paths, signedSize: stored.newestSize).run {
            pass.take($0, $1)
        }
        try pass.measureTorn(paths)
        report.take(pass)
        try checkGroups(stored.newestSize, pass, &report)
        try nameStrays(&report)
        checkToldHeads(stored, pass, &report)
        let chain = judge(stored, pass, description, &report)
        try checkNewest(stored, origin, &report)
        compare(kept, pass, chain, origin, &report)
        report.finish(stored.newestSize)
    }

    /// What is not signed yet must have the codes of this workspace, if the log tells that it has any.
    private func checkGroups(
        _ signed: Int,
        _ pass: EntryPass,
        _ report: inout VerifyReport
    ) throws(SystemFailure) {
        guard let groups, pass.entries > signed, let place = pass.places[signed],
            pass.macKeys.contains(where: { $0.index < signed })
        else { return }
        let tail = UnsignedTail(paths: paths, first: signed, end: pass.entries, place: place)
        guard let (index, place) = try tail.firstUnproven(groups) else { return }
        report.findings.append(
            VerifyFinding(
                .unsealed,
                "without the code that this workspace writes; the next command that writes moves it"
                    + " to torn/, with all behind it",
                index: index,
                file: EntryPass.file(place.segment),
                offset: place.offset
            )
        )
    }

    /// What lies among the segments and is none, as a copy that a file manager made: named, not read.
    private func nameStrays(_ report: inout VerifyReport) throws(SystemFailure) {
        guard try File.status(paths.entries) != nil else { return }
        let known = Set(try paths.segments().map(LogPaths.segmentName))
        report.strays = try File.names(in: paths.entries).filter { !known.contains($0) }
            .map { "entries/\($0)" }
    }

    /// The entry behind a signed head tells of it, so that none can be dropped.
    private func checkToldHeads(
        _ stored: StoredHeads,
        _ pass: EntryPass,
        _ report: inout VerifyReport
    ) {
        let sizes = Set(stored.heads.map(\.head.size))
        guard let told = pass.toldHeads.first(where: { !sizes.contains($0.size) }) else { return }
        report.findings.append(
            VerifyFinding(
                .tampered,
                "tells of a signed head of size \(told.size), which is missing in checkpoints",
                index: told.size,
                file: EntryPass.file(told.place.segment),
                offset: told.place.offset
            )
        )
    }

    private func description(
        _ report: inout VerifyReport
    ) throws(SystemFailure) -> LogDescription? {
        guard let bytes = try File.contents(paths.description) else {
            report.findings.append(VerifyFinding(.tampered, "missing", file: "log.json"))
            return nil
        }
        do {
            let description = try LogDescription(parsing: bytes)
            report.origin = description.origin
            return description
        } catch {
            report.findings.append(VerifyFinding(.tampered, "\(error)", file: "log.json"))
            return nil
        }
    }

    /// Heads against keys and entries; answers with the keys that count.
    private func judge(
        _ stored: StoredHeads,
        _ pass: EntryPass,
        _ description: LogDescription?,
        _ report: inout VerifyReport
    ) -> [VerifierKey] {
        report.checkGenesis(pass, description)
        guard let first = description?.key ?? trusted.first else {
            report.findings.append(
                VerifyFinding(.unverifiable, "no key is known; name it by --key")
            )
            return []
        }
        var announced: [(index: Int, key: VerifierKey)] = []
        for (index, vkey) in pass.keys {
            if let key = try? VerifierKey(vkey) { announced.append((index, key)) }
        }
        var chain = KeyChain(first: first, announced: announced)
        for (head, offset) in stored.heads {
            report.judge(head, offset, &chain, pass, origin: first.name)
        }
        report.blameForeignHeads()
        report.keys = chain.keys
        if !trusted.isEmpty, !trusted.contains(where: chain.keys.contains) {
            report.findings.append(
                VerifyFinding(.unverifiable, "signed by \(first), not by a key that was given")
            )
        }
        return chain.keys
    }

    /// `checkpoint` is the newest head.
    ///
    /// Where writing it failed, be it once or many times, it is an older one or missing: every head that
    /// it could hold stands in `checkpoints`.
    private func checkNewest(
        _ stored: StoredHeads,
        _ origin: String,
        _ report: inout VerifyReport
    ) throws(SystemFailure) {
        let bytes = try File.contents(paths.checkpoint)
        let place = stored.heads.lastIndex { head, _ in
            bytes == head.checkpoint(origin: origin).text() + [10]
                + head.signatures.flatMap(\.line)
        }
        if bytes == nil ? stored.heads.isEmpty : place != nil && place == stored.heads.indices.last
        {
            return
        }
        let finding =
            if bytes == nil || place != nil {
                VerifyFinding(
                    .unsealed,
                    (bytes == nil ? "missing" : "older than the newest head")
                        + "; the next command that signs one mends it",
                    file: "checkpoint"
                )
            } else {
                VerifyFinding(.tampered, "none of the heads in checkpoints", file: "checkpoint")
            }
        report.findings.append(finding)
    }

    private func compare(
        _ kept: [KeptCheckpoint],
        _ pass: EntryPass,
        _ chain: [VerifierKey],
        _ origin: String,
        _ report: inout VerifyReport
    ) {
        for checkpoint in kept {
            if let finding = checkpoint.compare(pass, chain + trusted, origin) {
                report.findings.append(finding)
            } else {
                report.signatures += 1
            }
        }
    }
}

extension VerifyReport {
    fileprivate mutating func take(_ pass: EntryPass) {
        entries = pass.entries
        unresolved = pass.unresolved
        clockJumps = pass.clockJumps
        tornBytes = pass.tornBytes
        findings += pass.findings
    }

    /// The first entry vouches for `log.json`, and the tree for the first entry.
    fileprivate mutating func checkGenesis(_ pass: EntryPass, _ description: LogDescription?) {
        guard entries > 0 else { return }
        let place = (file: EntryPass.file(0), offset: 0)
        guard let genesis = pass.genesis else {
            findings.append(
                VerifyFinding(
                    .tampered,
                    "not the entry that begins a log",
                    index: 0,
                    file: place.file,
                    offset: place.offset
                )
            )
            return
        }
        guard let description else { return }
        for field in description.fields where genesis[field.name] != field.value {
            findings.append(
                VerifyFinding(
                    .tampered,
                    "its \(field.name) is not that of the first entry",
                    index: 0,
                    file: "log.json"
                )
            )
            return
        }
    }

    /// A head of an unknown key among heads of known ones was put there or changed.
    fileprivate mutating func blameForeignHeads() {
        guard signatures > 0 else { return }
        findings = findings.map {
            $0.fault != .unverifiable
                ? $0
                : VerifyFinding(
                    .tampered,
                    $0.text,
                    index: $0.index,
                    file: $0.file,
                    offset: $0.offset
                )
        }
    }

    fileprivate mutating func judge(
        _ head: SignedHead,
        _ offset: Int,
        _ chain: inout KeyChain,
        _ pass: EntryPass,
        origin: String
    ) {
        if let (fault, text) = chain.check(head, origin: origin) {
            findings.append(VerifyFinding(fault, text, file: "checkpoints", offset: offset))
            return
        }
        signatures += head.signatures.count
        guard pass.roots[head.size] != head.root else {
            signedSize = head.size
            root = head.root
            return
        }
        // One finding is enough: every later root is wrong for the same reason.
        if findings.contains(where: { $0.fault == .tampered && $0.index != nil }) { return }
        findings.append(mismatch(head, pass))
    }

    private func mismatch(_ head: SignedHead, _ pass: EntryPass) -> VerifyFinding {
        if pass.entries < head.size {
            return VerifyFinding(
                .tampered,
                "missing, though a head of size \(head.size) is signed",
                index: pass.entries,
                file: EntryPass.file(pass.end.segment),
                offset: pass.end.offset
            )
        }
        let place = pass.places[signedSize] ?? EntryPass.Place(segment: 0, offset: 0)
        return VerifyFinding(
            .tampered,
            "changed: this entry or one before entry \(head.size), whose head is signed",
            index: signedSize,
            file: EntryPass.file(place.segment),
            offset: place.offset
        )
    }

    fileprivate mutating func finish(_ newestSize: Int) {
        unsealed = max(0, entries - newestSize)
        if newestSize == 0, entries > 1 {
            findings.append(
                VerifyFinding(
                    .tampered,
                    "no signed head, though every log has one from its first entry on",
                    file: "checkpoints"
                )
            )
        } else if unsealed > 0 {
            findings.append(
                VerifyFinding(
                    .unsealed,
                    "\(unsealed) entries are not signed yet",
                    index: newestSize
                )
            )
        }
    }
}
