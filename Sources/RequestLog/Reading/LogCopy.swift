/// The files of a log as they stand under one of its signed heads, for copying it while it grows.
public struct LogCopy: Sendable {
    /// A file of the copy.
    public struct Part: Sendable {
        /// Its path below the log's folder.
        public let name: String
        /// What it holds.
        public let content: Content
    }

    /// What a file of the copy holds.
    public enum Content: Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// The first `count` bytes of the file at `path`.
        case file(path: String, count: Int)
    }

    /// Every file that a log needs, in the order in which it is safe to write them.
    public let parts: [Part]

    /// The log in `folder` up to `head`, which is one of its signed heads.
    ///
    /// Throws `failed` when fewer entries stand there.
    public init(_ folder: String, upTo head: SignedCheckpoint) throws(LogError) {
        let paths = LogPaths(folder: folder)
        let size = head.checkpoint.size
        var parts: [Part] = []
        do throws(SystemFailure) {
            for first in try paths.segments() where first < size {
                let count = try LogCopy.bytes(paths.segment(first), lines: size - first)
                let name = "entries/" + LogPaths.segmentName(first)
                parts.append(
                    Part(name: name, content: .file(path: paths.segment(first), count: count))
                )
            }
            for name in try File.status(paths.torn) == nil ? [] : File.names(in: paths.torn) {
                if let bytes = try File.contents("\(paths.torn)/\(name)") {
                    parts.append(Part(name: "torn/\(name)", content: .bytes(bytes)))
                }
            }
            let heads = try File.contents(paths.checkpoints) ?? []
            let kept = LogCopy.heads(heads, origin: head.checkpoint.origin, upTo: size)
            parts.append(Part(name: "checkpoints", content: .bytes(kept)))
            let description = try File.contents(paths.description) ?? []
            parts.append(Part(name: "log.json", content: .bytes(description)))
        } catch { throw LogError(error) }
        parts.append(Part(name: "checkpoint", content: .bytes(head.note)))
        self.parts = parts
    }

    /// Where the first `lines` lines of a segment end; its size when it has no more.
    private static func bytes(_ path: String, lines: Int) throws(SystemFailure) -> Int {
        var source = try LineSource(path)
        var left = lines
        while let bytes = try source.next() {
            var start = 0
            while let end = ByteSearch.lineFeed(in: bytes, from: start) {
                left -= 1
                start = end + 1
                if left == 0 { return source.offset - bytes.count + start }
            }
        }
        return source.offset
    }

    private static func heads(_ bytes: [UInt8], origin: String, upTo size: Int) -> [UInt8] {
        var kept = 0
        var start = 0
        while let end = ByteSearch.lineFeed(in: bytes, from: start) {
            guard let head = SignedHead(bytes[start..<end], origin: origin), head.size <= size
            else {
                break
            }
            start = end + 1
            kept = start
        }
        return Array(bytes.prefix(kept))
    }
}
