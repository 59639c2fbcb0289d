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
    mutating func take(_ chunk: LineChunk, _ digest: LineChunk.Digest) -> Bool {
        if chunk.bytes.lowerBound == 0, chunk.segment != tree.size {
            return stop(at: 0, of: chunk, "the segment is named for entry \(chunk.segment)")
        }
        var offset = digest.first
        for index in digest.leaves.indices {
            let header = digest.headers[index]
            if header?.seq != tree.size {
                if tree.size >= signedSize {
                    return stop(at: offset, of: chunk, "not a whole entry in sequence")
                }
                note(broken: header, at: offset, of: chunk)
            }
            if let header { count(header, digest.kept[index]) }
            if header?.followsHead == true {
                toldHeads.append((tree.size, Place(segment: chunk.segment, offset: offset)))
            }
            tree.append(hash: digest.leaves[index])
            offset += digest.lengths[index]
            end = Place(segment: chunk.segment, offset: offset)
            recordRoots()
        }
        return digest.rest == 0 || stop(at: offset, of: chunk, "an entry without its end")
    }

    private mutating func count(_ header: LogHeader, _ kept: [UInt8]?) {
        intents.take(header)
        if header.clockWentBack { clockJumps += 1 }
        guard let kept, let value = try? LogValue.parse(kept) else { return }
        if header.kind == .genesis, tree.size == 0 { genesis = value }
        if header.kind == .key, let vkey = value["vkey"]?.text { keys.append((tree.size, vkey)) }
    }

    private mutating func note(broken header: LogHeader?, at offset: Int, of chunk: LineChunk) {
        guard !hasBroken else { return }
        hasBroken = true
        let reason = header.map { "says that it is entry \($0.seq)" } ?? "not an entry of a log"
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
