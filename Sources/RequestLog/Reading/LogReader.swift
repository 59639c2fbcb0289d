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

    /// Hands out every entry from a seq on, in order, until `body` says false.
    ///
    /// A broken line at the end, which a crash can leave, ends it; so does one in the middle.
    public func read(from: Int = 0, _ body: (LogLine) throws -> Bool) throws {
        let segments = try LogReader.system { () throws(SystemFailure) in try paths.segments() }
        let start = segments.lastIndex { $0 <= from } ?? 0
        for segment in segments.dropFirst(start) {
            do {
                guard try read(segment, from: from, body) else { return }
            } catch let failure as SystemFailure {
                throw LogError(failure)
            }
        }
    }

    private func read(
        _ segment: Int,
        from: Int,
        _ body: (LogLine) throws -> Bool
    ) throws -> Bool {
        var source = try LineSource(paths.segment(segment))
        var index = segment
        while let bytes = try source.next() {
            var start = 0
            while let end = File.lineFeed(in: bytes, from: start) {
                if index >= from {
                    let line = LogLine(index: index, bytes: Array(bytes[start..<end]))
                    guard line.header?.seq == index else { return false }
                    guard try body(line) else { return false }
                }
                index += 1
                start = end + 1
            }
        }
        return true
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
