/// What is known of a chunk's lines.
struct ChunkDigest: Sendable {
    /// Where the first line begins in the file.
    let first: Int
    private(set) var leaves: [TreeHash] = []
    /// Where each line ends in the file, its line feed included.
    private(set) var ends: [Int] = []
    /// Bytes after the last line feed.
    private(set) var rest = 0
    /// The bytes of `genesis` and `key` entries, by their place in the chunk.
    private(set) var kept: [Int: [UInt8]] = [:]
    /// The lines that follow a signed head, by their place in the chunk.
    private(set) var followers: [Int] = []
    private(set) var intents = ChunkIntents()
    private(set) var clockJumps = 0
    /// What each line says that it is; −1 for a line that is none of the log's.
    private(set) var seqs: [Int] = []
    private var isOrderly = true
    /// The nodes above the leaves, when the lines are in sequence.
    private(set) var levels: TreeLevels?

    init(first: Int) { self.first = first }

    /// - `buffer`: the file's bytes from `from` on; changed where a line feed ends a line.
    /// - `range`: from the first line's beginning to the last byte that was read.
    /// - `signedSize`: lines that say that they stand below it are not scanned whole: their hash counts.
    init(_ buffer: inout [UInt8], _ range: Range<Int>, _ from: Int, signedSize: Int) {
        first = from + range.lowerBound
        let most = range.count / 600 + 16
        leaves.reserveCapacity(most)
        ends.reserveCapacity(most)
        seqs.reserveCapacity(most)
        var start = range.lowerBound
        while let end = ByteSearch.lineFeed(in: buffer, from: start, to: range.upperBound) {
            note(buffer.span.extracting(start..<end), signedSize)
            if start > 0 {
                // The line feed in front makes room for the prefix of a leaf.
                buffer[start - 1] = 0
                leaves.append(Hashing.prefixed(buffer, start - 1..<end))
            } else {
                leaves.append(Hashing.leaf(buffer.span.extracting(0..<end)))
            }
            ends.append(from + end + 1)
            start = end + 1
        }
        rest = range.upperBound - start
        if isOrderly, let seq = seqs.first { levels = TreeLevels(first: seq, leaves: leaves) }
    }

    private func header(_ line: Span<UInt8>, _ signedSize: Int) -> LogHeader? {
        if let header = LogHeader(signed: line), header.seq < signedSize { return header }
        return LogHeader(line)
    }

    private mutating func note(_ line: Span<UInt8>, _ signedSize: Int) {
        guard line.count <= EncodedEntry.limit, let header = header(line, signedSize) else {
            seqs.append(-1)
            isOrderly = false
            return
        }
        let place = seqs.count
        seqs.append(header.seq)
        if header.kind == .key || header.kind == .genesis {
            kept[place] = (0..<line.count).map { line[$0] }
        }
        // Behind a line out of sequence nothing counts.
        isOrderly = isOrderly && header.seq == seqs[0] + place
        if isOrderly { count(header, place) }
    }

    private mutating func count(_ header: LogHeader, _ place: Int) {
        if header.clockWentBack { clockJumps += 1 }
        if header.followsHead { followers.append(place) }
        switch header.kind {
        case .intent: intents.open(header.seq, of: header.call)
        case .outcome, .note:
            if let ref = header.ref, let known = header.class { intents.close(ref, known) }
        default: break
        }
    }
}
