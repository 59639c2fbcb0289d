/// Reads a log without a lock, to the last line feed that stands there.
public struct LogReader: Sendable {
    let paths: LogPaths
    /// The log's name.
    public let origin: String
    /// The key that signed first.
    public let firstKey: VerifierKey

    /// A reader of the log in a folder.
    ///
    /// Throws `absent` without a log, `damaged` for a `log.json` that is not one.
    public init(_ folder: String) throws(LogError) {
        paths = LogPaths(folder: folder)
        guard
            let bytes = try LogReader.system({ [paths] () throws(SystemFailure) in
                try File.contents(paths.description)
            })
        else { throw .absent(folder) }
        do {
            let description = try LogDescription(parsing: bytes)
            origin = description.origin
            firstKey = description.key
        } catch {
            throw .damaged(
                LogDamage(file: paths.description, offset: 0, index: 0, reason: "\(error)")
            )
        }
    }

    static func system<Result>(
        _ body: () throws(SystemFailure) -> Result
    ) throws(LogError) -> Result {
        do {
            return try body()
        } catch {
            throw LogError(error)
        }
    }

    /// Where a reader stands: at which entry, in which file, at which byte.
    private struct Position {
        var index: Int
        var segment: Int
        var offset = 0
    }

    /// What ends the reading of a segment.
    private enum SegmentEnd { case whole, stopped, broken }

    /// Hands out every entry from a seq on, in order, until `body` says false.
    ///
    /// A broken line at the end, which a crash can leave, ends it; so does one in the middle.
    ///
    /// - `isWhole`: throws `damaged` when the entries end, or one is broken, below the newest
    ///   checkpoint's size, so that nobody takes a part for the whole.
    public func read(
        from: Int = 0,
        isWhole: Bool = false,
        _ body: (LogLine) throws -> Bool
    ) throws {
        // Before the entries: what is signed meanwhile is no gap.
        let signed = isWhole ? try signedSize() : 0
        let segments = try LogReader.system { () throws(SystemFailure) in try paths.segments() }
        let start = segments.lastIndex { $0 <= from }
        let first = start.map { segments[$0] } ?? 0
        var position = Position(index: first, segment: first)
        for segment in segments.dropFirst(start ?? 0) where segment == position.index {
            position.segment = segment
            position.offset = 0
            switch try read(&position, from: from, body) {
            case .whole: break
            case .stopped: return
            case .broken: return try check(position, signed)
            }
        }
        try check(position, signed)
    }

    private func check(_ end: Position, _ signed: Int) throws(LogError) {
        guard end.index < signed else { return }
        throw .damaged(
            LogDamage(
                file: paths.segment(end.segment),
                offset: end.offset,
                index: end.index,
                reason: "broken or missing, though a head of size \(signed) is signed"
            )
        )
    }

    /// The newest checkpoint's size; 0 when there is none that can be read.
    private func signedSize() throws(LogError) -> Int {
        try newestHead()?.size ?? 0
    }

    private func read(
        _ position: inout Position,
        from: Int,
        _ body: (LogLine) throws -> Bool
    ) throws -> SegmentEnd {
        do {
            var source = try LineSource(paths.segment(position.segment))
            while let bytes = try source.next() {
                var start = 0
                while let end = ByteSearch.lineFeed(in: bytes, from: start) {
                    if position.index >= from {
                        let line = LogLine(index: position.index, bytes: Array(bytes[start..<end]))
                        guard line.header?.seq == position.index else { return .broken }
                        guard try body(line) else { return .stopped }
                    }
                    position.index += 1
                    position.offset += end + 1 - start
                    start = end + 1
                }
            }
            return .whole
        } catch let failure as SystemFailure {
            throw LogError(failure)
        }
    }

    /// One entry; nil when there are not so many.
    public func line(_ seq: Int) throws(LogError) -> LogLine? {
        var found: LogLine?
        do {
            try read(from: seq) { line in
                found = line
                return false
            }
        } catch let error as LogError {
            throw error
        } catch {
            throw .failed("\(paths.entries): \(error)")
        }
        return found
    }

    /// The newest checkpoint's note, as it is stored; nil when nothing is signed.
    public func newestCheckpoint() throws(LogError) -> [UInt8]? {
        try LogReader.system { () throws(SystemFailure) in try File.contents(paths.checkpoint) }
    }

    /// Every key that the log announced, the current one first.
    ///
    /// Taken at the log's word: `LogVerifier` checks it.
    public func keys() throws -> [VerifierKey] {
        var keys = [firstKey]
        try LogReader.system { () throws(SystemFailure) in
            let chunks = try LineChunk.all(paths)
            try ChunkPipeline(chunks: chunks, paths: paths, signedSize: .max).run { _, digest in
                for place in digest.kept.keys.sorted() {
                    guard let entry = try? LogValue.parse(digest.kept[place] ?? []),
                        entry["kind"]?.text == LogKind.key.rawValue,
                        let key = entry["vkey"]?.text.flatMap({ try? VerifierKey($0) })
                    else { continue }
                    keys.insert(key, at: 0)
                }
                return true
            }
        }
        return keys
    }
}
