/// A part of a segment: the lines that begin in a range of its bytes.
struct LineChunk: Sendable {
    /// Index of the segment's first entry, which names it.
    let segment: Int
    let bytes: Range<Int>
    let isLastOfSegment: Bool

    /// How many bytes one chunk has.
    static let step = 4 << 20

    /// The chunks of a log in order.
    static func all(_ paths: LogPaths, step: Int = step) throws(SystemFailure) -> [LineChunk] {
        var chunks: [LineChunk] = []
        for segment in try paths.segments() {
            let size = try File.status(paths.segment(segment))?.size ?? 0
            var start = 0
            repeat {
                let end = min(start + step, size)
                chunks.append(
                    LineChunk(
                        segment: segment,
                        bytes: start..<end,
                        isLastOfSegment: end == size
                    )
                )
                start = end
            } while start < size
        }
        return chunks
    }

    /// Reads, hashes and scans its lines.
    func digest(_ paths: LogPaths) throws(SystemFailure) -> Digest {
        let file = try File(paths.segment(segment), OpenFlags.read)
        // One byte more in front tells whether a line begins at the first.
        let from = max(0, bytes.lowerBound - 1)
        var buffer = try file.read(at: from, count: bytes.upperBound - from)
        try complete(&buffer, from: from, file)
        var start = 0
        if from < bytes.lowerBound {
            guard let end = File.lineFeed(in: buffer, from: 0) else { return Digest(first: from) }
            start = end + 1
        }
        return digest(buffer, start, from)
    }

    /// The last line may go on beyond the range.
    private func complete(
        _ buffer: inout [UInt8],
        from: Int,
        _ file: borrowing File
    ) throws(SystemFailure) {
        while !isLastOfSegment, !buffer.isEmpty, buffer.last != 10 {
            let more = try file.read(at: from + buffer.count, count: EncodedEntry.limit + 1)
            if more.isEmpty { return }
            if let end = File.lineFeed(in: more, from: 0) {
                buffer += more[...end]
                return
            }
            buffer += more
        }
    }

    private func digest(_ buffer: [UInt8], _ start: Int, _ from: Int) -> Digest {
        var result = Digest(first: from + start)
        let most = buffer.count / 600 + 16
        result.leaves.reserveCapacity(most)
        result.headers.reserveCapacity(most)
        result.lengths.reserveCapacity(most)
        var start = start
        while let end = File.lineFeed(in: buffer, from: start) {
            let line = buffer.span.extracting(start..<end)
            let header = line.count <= EncodedEntry.limit ? LogHeader(line) : nil
            if header?.kind == .key || header?.kind == .genesis {
                result.kept[result.leaves.count] = Array(buffer[start..<end])
            }
            result.leaves.append(Hashing.leaf(line))
            result.headers.append(header)
            result.lengths.append(end + 1 - start)
            start = end + 1
        }
        result.rest = buffer.count - start
        return result
    }

    /// What is known of a chunk's lines.
    struct Digest: Sendable {
        /// Where the first line begins in the file.
        let first: Int
        var leaves: [TreeHash] = []
        /// Nil for a line that is none of the log's.
        var headers: [LogHeader?] = []
        /// With line feeds.
        var lengths: [Int] = []
        /// Bytes after the last line feed.
        var rest = 0
        /// The bytes of `genesis` and `key` entries, by their place in the chunk.
        var kept: [Int: [UInt8]] = [:]

        init(first: Int) { self.first = first }
    }
}
