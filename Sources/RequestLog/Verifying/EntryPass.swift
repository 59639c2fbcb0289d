/// One pass over all entries: the tree, the roots at the sizes asked for, and the counts.
struct EntryPass {
    /// Where an entry begins.
    struct Place: Equatable {
        let segment: Int
        let offset: Int
    }

    /// The sizes at which the root is wanted, ascending.
    private var wanted: ArraySlice<Int>
    /// Entries below it are vouched for, so that a broken one is no torn end.
    private let signedSize: Int
    private var tree = MerkleTree()
    private var intents = OpenIntents()
    private(set) var roots: [Int: TreeHash] = [:]
    /// Where the entry after a wanted size begins.
    private(set) var places: [Int: Place] = [:]
    /// The sizes of which an entry says that their head was signed.
    private(set) var toldHeads: [(size: Int, place: Place)] = []
    private(set) var keys: [(index: Int, vkey: String)] = []
    /// Where the log tells of the key for the codes of its groups.
    private(set) var macKeys: [(index: Int, id: String)] = []
    private(set) var genesis: LogValue?
    private(set) var findings: [VerifyFinding] = []
    private(set) var tornBytes = 0
    private(set) var clockJumps = 0
    private(set) var end = Place(segment: 0, offset: 0)
    private var hasBroken = false

    init(wanted: Set<Int>, signedSize: Int) {
        self.wanted = wanted.sorted()[...]
        self.signedSize = signedSize
        recordRoots()
    }

    var entries: Int { tree.size }
    var unresolved: Int { intents.count }

    private mutating func recordRoots() {
        while let size = wanted.first, size == tree.size {
            roots[size] = tree.root
            places[size] = end
            wanted.removeFirst()
        }
    }

    /// False when nothing behind it can be an entry in its place.
    mutating func take(_ chunk: LineChunk, _ digest: ChunkDigest) -> Bool {
        if chunk.bytes.lowerBound == 0, chunk.segment != tree.size {
            return stop(at: 0, of: chunk, "the segment is named for entry \(chunk.segment)")
        }
        let first = tree.size
        if digest.seqs.first == first { count(chunk, digest) }
        for place in digest.kept.keys.sorted() { keep(digest.kept[place] ?? [], first + place) }
        if let levels = digest.levels, levels.first == first {
            take(levels, chunk, digest)
        } else if !takeOneByOne(chunk, digest) {
            return false
        }
        return digest.rest == 0
            || stop(
                at: digest.ends.last ?? digest.first,
                of: chunk,
                "an entry without its end"
            )
    }

    private mutating func count(_ chunk: LineChunk, _ digest: ChunkDigest) {
        intents.take(digest.intents)
        clockJumps += digest.clockJumps
        for place in digest.followers {
            let start = place == 0 ? digest.first : digest.ends[place - 1]
            toldHeads.append((tree.size + place, Place(segment: chunk.segment, offset: start)))
        }
    }

    /// Entries in sequence: from one wanted size to the next.
    private mutating func take(_ levels: TreeLevels, _ chunk: LineChunk, _ digest: ChunkDigest) {
        let first = levels.first
        let last = first + digest.ends.count
        while tree.size < last {
            let next = min(wanted.first ?? last, last)
            tree.append(levels, upTo: next)
            end = Place(segment: chunk.segment, offset: digest.ends[next - first - 1])
            recordRoots()
        }
    }

    private mutating func takeOneByOne(_ chunk: LineChunk, _ digest: ChunkDigest) -> Bool {
        var offset = digest.first
        for place in digest.seqs.indices {
            if digest.seqs[place] != tree.size {
                if tree.size >= signedSize {
                    return stop(at: offset, of: chunk, "not a whole entry in sequence")
                }
                note(broken: digest.seqs[place], at: offset, of: chunk)
            }
            tree.append(hash: digest.leaves[place])
            offset = digest.ends[place]
            end = Place(segment: chunk.segment, offset: offset)
            recordRoots()
        }
        end = Place(segment: chunk.segment, offset: offset)
        return true
    }

    private mutating func keep(_ line: [UInt8], _ index: Int) {
        guard let value = try? LogValue.parse(line) else { return }
        let kind = value["kind"]?.text
        if kind == LogKind.genesis.rawValue, index == 0 { genesis = value }
        if kind == LogKind.key.rawValue, let vkey = value["vkey"]?.text {
            keys.append((index, vkey))
        }
        if kind == LogKind.key.rawValue, let id = value["logmac"]?.text {
            macKeys.append((index, id))
        }
    }

    private mutating func note(broken seq: Int, at offset: Int, of chunk: LineChunk) {
        guard !hasBroken else { return }
        hasBroken = true
        let reason = seq < 0 ? "not an entry of a log" : "says that it is entry \(seq)"
        findings.append(
            VerifyFinding(
                .tampered,
                reason,
                index: tree.size,
                file: EntryPass.file(chunk.segment),
                offset: offset
            )
        )
    }

    private mutating func stop(at offset: Int, of chunk: LineChunk, _ reason: String) -> Bool {
        let isSigned = tree.size < signedSize
        findings.append(
            VerifyFinding(
                isSigned ? .tampered : .unsealed,
                reason,
                index: tree.size,
                file: EntryPass.file(chunk.segment),
                offset: offset
            )
        )
        end = Place(segment: chunk.segment, offset: offset)
        return false
    }

    /// Bytes from the end of the entries to the end of the files.
    mutating func measureTorn(_ paths: LogPaths) throws(SystemFailure) {
        for segment in try paths.segments() where segment >= end.segment {
            let size = try File.status(paths.segment(segment))?.size ?? 0
            tornBytes += segment == end.segment ? size - end.offset : size
        }
    }

    static func file(_ segment: Int) -> String { "entries/" + LogPaths.segmentName(segment) }
}
