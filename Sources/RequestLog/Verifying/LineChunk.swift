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
    func digest(_ paths: LogPaths, signedSize: Int) throws(SystemFailure) -> ChunkDigest {
        let file = try File(paths.segment(segment), OpenFlags.read)
        // One byte more in front tells whether a line begins at the first.
        let from = max(0, bytes.lowerBound - 1)
        var buffer = try read(file, from)
        var start = 0
        if from < bytes.lowerBound {
            guard let end = File.lineFeed(in: buffer, from: 0) else {
                return ChunkDigest(first: from)
            }
            start = end + 1
        }
        return ChunkDigest(&buffer, start, from, signedSize: signedSize)
    }

    /// The bytes from `from` on; the last line may go on beyond the range.
    private func read(_ file: borrowing File, _ from: Int) throws(SystemFailure) -> [UInt8] {
        let count = bytes.upperBound - from
        if isLastOfSegment { return try file.read(at: from, count: count) }
        var more = EncodedEntry.limit + 1
        while true {
            var buffer = try file.read(at: from, count: count + more)
            guard buffer.count > count, buffer[count - 1] != 10 else {
                buffer.removeLast(max(0, buffer.count - count))
                return buffer
            }
            if let end = File.lineFeed(in: buffer, from: count) {
                buffer.removeLast(buffer.count - end - 1)
                return buffer
            }
            if buffer.count < count + more { return buffer }
            more *= 2
        }
    }
}
