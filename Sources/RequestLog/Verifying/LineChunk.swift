/// A part of a segment: the lines that begin in a range of its bytes.
struct LineChunk: Sendable {
    /// Index of the segment's first entry, which names it.
    let segment: Int
    let bytes: Range<Int>
    let isLastOfSegment: Bool

    /// How many bytes one chunk has.
    static let step = 1 << 20

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
    ///
    /// - `buffer`: room for the bytes, kept from chunk to chunk: fresh memory costs as much as reading.
    func digest(
        _ paths: LogPaths,
        signedSize: Int,
        _ buffer: inout [UInt8]
    ) throws(SystemFailure) -> ChunkDigest {
        let file = try File(paths.segment(segment), OpenFlags.read)
        // One byte more in front tells whether a line begins at the first.
        let from = max(0, bytes.lowerBound - 1)
        let count = try read(file, from, into: &buffer)
        var start = 0
        if from < bytes.lowerBound {
            guard let end = ByteSearch.lineFeed(in: buffer, from: 0, to: count) else {
                return ChunkDigest(first: from)
            }
            start = end + 1
        }
        return ChunkDigest(&buffer, start..<count, from, signedSize: signedSize)
    }

    /// Reads from `from` on and answers with how many bytes count: the last line may go on beyond the
    /// range.
    private func read(
        _ file: borrowing File,
        _ from: Int,
        into buffer: inout [UInt8]
    ) throws(SystemFailure) -> Int {
        let count = bytes.upperBound - from
        if isLastOfSegment { return try file.read(into: &buffer, at: from, count: count) }
        var more = 4096
        while true {
            let got = try file.read(into: &buffer, at: from, count: count + more)
            guard got > count, buffer[count - 1] != 10 else { return min(got, count) }
            if let end = ByteSearch.lineFeed(in: buffer, from: count, to: got) { return end + 1 }
            if got < count + more { return got }
            more *= 4
        }
    }
}
